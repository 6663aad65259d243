using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>A stream whose first bytes were read already and are read again.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadingStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    /// <summary>Reads up to <paramref name="length"/> bytes ahead.</summary>
    /// <returns>The bytes, and a stream that begins with them.</returns>
    public static async Task<(ReadOnlyMemory<byte> Begin, PrefixedStream Whole)> PeekAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var begin = new byte[length];
        var read = await stream.ReadAtLeastAsync(begin, length, throwOnEndOfStream: false, cancellationToken);
        return (begin.AsMemory(0, read), new PrefixedStream(begin.AsMemory(0, read), stream));
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _prefix.IsEmpty ? rest.Read(buffer) : Take(buffer);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _prefix.IsEmpty ? await rest.ReadAsync(buffer, cancellationToken) : Take(buffer.Span);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _prefix.Length);
        _prefix.Span[..taken].CopyTo(buffer);
        _prefix = _prefix[taken..];
        return taken;
    }
}
