using System.Security.Cryptography;

using Guide.Contracts;
using Guide.DataSets;

namespace Guide.VerificationService.Fleet;

/// <summary>Cuts a file of cases into parts of whole lines. Memory does not grow with the file.</summary>
/// <param name="path">The file.</param>
/// <param name="linesEach">Lines of a part at most.</param>
internal sealed class CaseParts(string path, int linesEach)
{
    /// <summary>A part is closed when it has so many bytes, whatever its lines.</summary>
    internal const int BytesEach = 1 << 20;

    /// <summary>The longest line.</summary>
    internal const int LongestLine = 16 << 20;

    /// <summary>A hash of all bytes, and the number of parts.</summary>
    /// <exception cref="GuideException">Exit code 2: the file cannot be read, or a line is too long.</exception>
    public async Task<(string Hash, int Parts)> MeasureAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = 0;
        await foreach (var (_, text) in ReadAsync(cancellationToken))
        {
            hash.AppendData(text.Span);
            parts++;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), parts);
    }

    /// <summary>The parts in order, each with the number of lines before it.</summary>
    /// <exception cref="GuideException">Exit code 2: the file cannot be read, or a line is too long.</exception>
    public async IAsyncEnumerable<(int LinesBefore, ReadOnlyMemory<byte> Text)> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var file = SourceFile.Open(path);
        var buffer = new byte[BytesEach];
        var (filled, before) = (0, 0);
        while (true)
        {
            if (Cut(buffer.AsSpan(0, filled)) is { Bytes: > 0 } cut)
            {
                yield return (before, buffer.AsMemory(0, cut.Bytes).ToArray());
                buffer.AsSpan(cut.Bytes, filled - cut.Bytes).CopyTo(buffer);
                (filled, before) = (filled - cut.Bytes, before + cut.Lines);
                continue;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, filled < LongestLine ? filled * 2 : throw GuideException.Usage($"{path}:{before + 1}: the line is longer than {LongestLine >> 20} MiB: is this a file of JSON lines?"));
            }

            var read = await FillAsync(file, buffer.AsMemory(filled), before, cancellationToken);
            filled += read;
            if (read == 0)
            {
                break;
            }
        }

        if (filled > 0)
        {
            // The last lines; one of them may have no end.
            yield return (before, buffer.AsMemory(0, filled).ToArray());
        }
    }

    /// <summary>The first part of what was read; no bytes: it needs more.</summary>
    private (int Bytes, int Lines) Cut(ReadOnlySpan<byte> text)
    {
        var first = FirstLines(text[..Math.Min(text.Length, BytesEach)], linesEach);
        return first.Lines == linesEach || (first.Lines > 0 && text.Length >= BytesEach) ? first
            : text.Length >= BytesEach ? FirstLines(text, 1)
            : default;
    }

    /// <summary>So many whole lines, or those that are there.</summary>
    private static (int Bytes, int Lines) FirstLines(ReadOnlySpan<byte> text, int most)
    {
        var (bytes, lines) = (0, 0);
        while (lines < most && text[bytes..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            (bytes, lines) = (bytes + end + 1, lines + 1);
        }

        return (bytes, lines);
    }

    private async ValueTask<int> FillAsync(Stream file, Memory<byte> room, int before, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAsync(room, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"{path}:{before + 1}: cannot be read: {exception.Message}", exception);
        }
    }
}
