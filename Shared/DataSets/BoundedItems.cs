using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>A stream of items, none of which may be longer than a bound: whoever takes one says so. What has no end is refused before it fills the memory.</summary>
/// <param name="rest">The items.</param>
/// <param name="longest">Bytes of one item, and of what is read ahead of it.</param>
internal sealed class BoundedItems(Stream rest, long longest) : ReadingStream
{
    private long _read;

    /// <summary>An item was taken: the next one begins.</summary>
    public void Taken() => _read = 0;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Counted(rest.Read(buffer));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Counted(await rest.ReadAsync(buffer, cancellationToken));

    private int Counted(int bytes)
    {
        _read += bytes;
        return _read <= longest ? bytes : throw new InvalidDataException($"it is longer than {longest / (1024 * 1024)} million bytes");
    }
}
