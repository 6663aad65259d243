using Guide.Contracts;

using Microsoft.AspNetCore.Http;

namespace Guide.WebService;

/// <summary>A body of unknown length: what arrives of it is counted, refused with 413 past the bound of one request, and with 429 where there is no room for it.</summary>
/// <param name="body">The body.</param>
/// <param name="most">Bytes that one request may have.</param>
/// <param name="hasRoom">Takes the number of bytes that came; false = too many.</param>
internal sealed class CountedBody(Stream body, int most, Func<int, bool> hasRoom) : ReadingStream
{
    /// <summary>Bytes so far.</summary>
    public long Taken { get; private set; }

    /// <summary>What a request over the bound is told.</summary>
    public static string TooLarge(int most) => $"the body is larger than {most} bytes";

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var size = await body.ReadAsync(buffer, cancellationToken);
        Taken += size;
        if (Taken > most)
        {
            throw new BadHttpRequestException(TooLarge(most), StatusCodes.Status413PayloadTooLarge);
        }

        return hasRoom(size) ? size : throw new BadHttpRequestException("the queue is full", StatusCodes.Status429TooManyRequests);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
