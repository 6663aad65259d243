using Microsoft.AspNetCore.Http;

namespace Guide.WebService;

/// <summary>A body of unknown length: what arrives of it is counted, and refused with 429 where there is no room for it.</summary>
/// <param name="body">The body.</param>
/// <param name="hasRoom">Takes the number of bytes that came; false = too many.</param>
internal sealed class CountedBody(Stream body, Func<int, bool> hasRoom) : Stream
{
    /// <summary>Bytes so far.</summary>
    public long Taken { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var size = await body.ReadAsync(buffer, cancellationToken);
        Taken += size;
        return hasRoom(size) ? size : throw new BadHttpRequestException("the queue is full", StatusCodes.Status429TooManyRequests);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
