using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>
/// Streams the items of a JSON-lines file or of one JSON array, gzipped or not, or the rows of a Parquet file (.parquet); memory does not
/// grow with the file (Parquet: with its largest row group).
/// </summary>
public static class SourceFile
{
    /// <summary>The items in order. Blank lines are passed over.</summary>
    /// <exception cref="GuideException">Exit code 2: the file cannot be read, or an item is not JSON, with its place.</exception>
    public static async IAsyncEnumerable<SourceItem> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            await foreach (var row in ParquetTable.ReadAsync(file, path, cancellationToken))
            {
                yield return row;
            }

            yield break;
        }

        await using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        await using var buffered = new BufferedStream(stream, 1 << 16);
        using var reader = new StreamReader(buffered);
        if (IsArray(path))
        {
            await foreach (var item in Array(buffered, path, cancellationToken))
            {
                yield return item;
            }

            yield break;
        }

        for (var line = 1; await NextLine(reader, path, line, cancellationToken) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return new SourceItem(Parse(text, path, line), line, $"{path}:{line}");
            }
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage(
                $"{path}: the data set cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}.", e);
        }
    }

    /// <summary>True when the first character that is not blank opens an array.</summary>
    private static bool IsArray(string path)
    {
        using var file = Open(path);
        using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(stream);
        try
        {
            int next;
            do
            {
                next = reader.Read();
            }
            while (next >= 0 && char.IsWhiteSpace((char)next));
            return next == '[';
        }
        catch (InvalidDataException exception)
        {
            throw GuideException.Usage($"{path}: not a gzip file: {exception.Message}", exception);
        }
    }

    private static async IAsyncEnumerable<SourceItem> Array(Stream stream, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                throw GuideException.Usage($"{path}:{(exception.LineNumber ?? 0) + 1}: item {number} is not JSON: {exception.Message}", exception);
            }

            yield return new SourceItem(items.Current, number, $"{path} item {number}");
        }
    }

    private static async Task<string?> NextLine(StreamReader reader, string path, int line, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw GuideException.Usage($"{path}:{line}: cannot be read: {exception.Message}", exception);
        }
    }

    private static JsonElement Parse(string text, string path, int line)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException exception)
        {
            throw GuideException.Usage($"{path}:{line}: not JSON: {exception.Message}", exception);
        }
    }
}
