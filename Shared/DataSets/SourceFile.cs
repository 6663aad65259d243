using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>
/// Streams the items of JSON lines or of one JSON array, gzipped or not, from a file or standard input, or the rows of a Parquet file
/// (.parquet); memory does not grow with the file (Parquet: with its largest row group).
/// </summary>
public static class SourceFile
{
    /// <summary>The word for standard input.</summary>
    public const string StandardInput = "-";

    private const int BytesPeeked = 1 << 12;

    /// <summary>Two characters that no text has: what bytes that are not UTF-8 become.</summary>
    private const string NotUtf8 = "\ufdd0\ufdef";

    private static readonly (byte[] Begin, string Name)[] Compressions = [([0x28, 0xb5, 0x2f, 0xfd], "zstd"), ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "xz"), ("BZh"u8.ToArray(), "bzip2"), ([(byte)'P', (byte)'K', 3, 4], "zip")];

    /// <summary>The items in order. Blank lines are passed over.</summary>
    /// <param name="path">A file, or - for standard input.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: the file cannot be read, or an item is not JSON, with its place.</exception>
    public static IAsyncEnumerable<SourceItem> ReadAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, columns: null, cancellationToken);

    /// <summary>The items in order. Blank lines are passed over.</summary>
    /// <param name="path">A file, or - for standard input.</param>
    /// <param name="columns">What is looked at of a table's columns; null = all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: the file cannot be read, or an item is not JSON, with its place.</exception>
    public static async IAsyncEnumerable<SourceItem> ReadAsync(string path, IReadOnlyCollection<string>? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = path == StandardInput ? "standard input" : path;
        await using var file = path == StandardInput ? Console.OpenStandardInput() : Open(path);
        var items = file.CanSeek && (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) || await IsParquetAsync(file, cancellationToken))
            ? ParquetTable.ReadAsync(file, name, columns, cancellationToken)
            : JsonAsync(file, name, cancellationToken);
        await foreach (var item in items)
        {
            yield return item;
        }
    }

    /// <summary>Opens a file to be read from its beginning to its end.</summary>
    /// <exception cref="GuideException">Exit code 2: it cannot be opened.</exception>
    public static Stream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw GuideException.Usage(
                $"{path}: cannot be read: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : Directory.Exists(path) ? "it is a folder" : exception.Message.TrimEnd('.'))}.", exception);
        }
    }

    private static async IAsyncEnumerable<SourceItem> JsonAsync(Stream file, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (begin, whole) = await PeekAsync(file, name, cancellationToken);
        var (first, text) = begin.Span is [0x1f, 0x8b, ..]
            ? await PeekAsync(new GZipStream(whole, CompressionMode.Decompress), name, cancellationToken)
            : (begin, whole);
        if (first.Span is [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..])
        {
            throw GuideException.Usage($"{name}: this is Parquet, which can be read from a file only.");
        }

        if (Compressions.FirstOrDefault(c => first.Span.StartsWith(c.Begin)) is { Name: { } compression })
        {
            throw GuideException.Usage($"{name}: it is compressed with {compression}, which is not read: unpack it first.");
        }

        if (OpensArray(first.Span))
        {
            await foreach (var item in Array(new BoundedItems(text, JsonLines.LongestLine), name, cancellationToken))
            {
                yield return item;
            }

            yield break;
        }

        using var reader = new StreamReader(text, Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NotUtf8)));
        await foreach (var (number, line) in JsonLines.ReadAsync(reader, name, cancellationToken))
        {
            if (line.Contains(NotUtf8, StringComparison.Ordinal))
            {
                throw GuideException.Usage($"{name}:{number}: the line is not UTF-8 text: is the file Latin-1? Convert it, for example with iconv -f latin1 -t utf-8.");
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return new SourceItem(Parse(line, name, number), number, $"{name}:{number}");
            }
        }
    }

    private static async Task<bool> IsParquetAsync(Stream file, CancellationToken cancellationToken)
    {
        var begin = new byte[4];
        var read = await file.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return read == begin.Length && begin.AsSpan().SequenceEqual("PAR1"u8);
    }

    private static async Task<(ReadOnlyMemory<byte> Begin, Stream Whole)> PeekAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await PrefixedStream.PeekAsync(stream, BytesPeeked, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"{name}: cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>True when the first character that is not blank opens an array.</summary>
    private static bool OpensArray(ReadOnlySpan<byte> begin)
    {
        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        var text = (begin.StartsWith(mark) ? begin[mark.Length..] : begin).TrimStart(" \t\r\n"u8);
        return text is [(byte)'[', ..];
    }

    private static async IAsyncEnumerable<SourceItem> Array(BoundedItems stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            number++;
            try
            {
                if (!await items.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (JsonException exception)
            {
                throw GuideException.Usage($"{name}:{(exception.LineNumber ?? 0) + 1}: item {number} is not JSON: {Reason(exception)}", exception);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                throw GuideException.Usage($"{name}: item {number} cannot be read: {exception.Message.TrimEnd('.')}.", exception);
            }

            stream.Taken();
            yield return new SourceItem(items.Current, number, $"{name} item {number}");
        }
    }

    /// <summary>What a first line shows of a file that is no JSON lines; null when the line is merely wrong.</summary>
    private static string? NotLines(string line, string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "not JSON: CSV is not read; JSON lines, one JSON array and Parquet are."
        : IsBegun(line) ? "an object that goes on over several lines: put each item on one line, or all of them into one array, [ … ]."
        : null;

    /// <summary>True when nothing is wrong but that the text ends too early.</summary>
    private static bool IsBegun(string line)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line), isFinalBlock: false, state: default);
        var open = 0;
        try
        {
            while (reader.Read())
            {
                open += reader.TokenType switch { JsonTokenType.StartObject or JsonTokenType.StartArray => 1, JsonTokenType.EndObject or JsonTokenType.EndArray => -1, _ => 0 };
            }

            return open > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Without the library's own place, which is told as file and line.</summary>
    private static string Reason(JsonException exception) =>
        exception.Message.IndexOf(" Path: ", StringComparison.Ordinal) is > 0 and var end ? exception.Message[..end] : exception.Message;

    private static JsonElement Parse(string line, string name, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException exception)
        {
            throw GuideException.Usage($"{name}:{number}: {(number == 1 ? NotLines(line, name) : null) ?? $"not JSON: {Reason(exception)}"}", exception);
        }
    }
}
