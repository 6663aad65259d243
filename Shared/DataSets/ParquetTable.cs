using System.Runtime.CompilerServices;
using System.Text.Json;

using Apache.Arrow;

using Guide.Contracts;

using ParquetSharp;
using ParquetSharp.Arrow;
using ParquetSharp.IO;

namespace Guide.DataSets;

/// <summary>Rows of a Parquet file as JSON objects, a few hundred at a time. Columns that nobody looks at are not decoded.</summary>
internal static class ParquetTable
{
    private const int RowsPerBatch = 256;

    /// <summary>The rows in order.</summary>
    /// <param name="file">From its beginning.</param>
    /// <param name="path">For messages.</param>
    /// <param name="columns">Those that become fields; null = all, less cells that JSON has no word for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: the file is not Parquet, or its rows cannot be read.</exception>
    public static async IAsyncEnumerable<SourceItem> ReadAsync(Stream file, string path, IReadOnlyCollection<string>? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var input = new ManagedRandomAccessFile(file, leaveOpen: true);
        using var properties = ArrowReaderProperties.GetDefault();
        properties.BatchSize = RowsPerBatch;
        using var reader = Try(path, () => new FileReader(input, arrowProperties: properties));
        var leaves = Leaves(reader, columns);
        var names = reader.Schema.FieldsList.Select(static field => field.Name).ToArray();
        var rows = reader.ParquetReader.FileMetaData.NumRows;
        if (leaves.Length == 0)
        {
            // None of the columns is there: rows without fields, of which the format says what is missing.
            for (var number = 1; number <= rows; number++)
            {
                yield return Item(JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal)), path, number, names);
            }

            yield break;
        }

        using var batches = Try(path, () => reader.GetRecordBatchReader(columns: leaves));
        var read = 0;
        while (await TryAsync(path, read, () => batches.ReadNextRecordBatchAsync(cancellationToken)) is { } batch)
        {
            using (batch)
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    read++;
                    yield return Item(Json(batch, row, columns is not null, path, read), path, read, names);
                }
            }
        }
    }

    private static SourceItem Item(JsonElement json, string path, int number, IReadOnlyList<string> names) => new(json, number, $"{path} row {number}") { Columns = names };

    /// <summary>What the file stores of the columns: a nested one is stored as several.</summary>
    private static int[] Leaves(FileReader reader, IReadOnlyCollection<string>? columns)
    {
        var schema = reader.ParquetReader.FileMetaData.Schema;
        return [.. Enumerable.Range(0, schema.NumColumns).Where(i => columns is null || columns.Contains(schema.Column(i).Path.ToDotVector()[0]))];
    }

    private static JsonElement Json(RecordBatch batch, int row, bool isWhole, string path, int number)
    {
        var json = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        for (var column = 0; column < batch.ColumnCount; column++)
        {
            var name = batch.Schema.GetFieldByIndex(column).Name;
            try
            {
                json[name] = ArrowJson.Element(batch.Column(column), row);
            }
            catch (Exception exception) when (exception is NotSupportedException or ArgumentException or OverflowException or InvalidOperationException or JsonException)
            {
                if (isWhole)
                {
                    throw GuideException.Usage($"{path} row {number}: the column '{name}' cannot be read: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
                }
            }
        }

        return JsonSerializer.SerializeToElement(json);
    }

    private static T Try<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Unreadable(path, exception);
        }
    }

    private static async Task<T> TryAsync<T>(string path, int rows, Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Unreadable(rows == 0 ? path : $"{path} after row {rows}", exception);
        }
    }

    /// <summary>Whatever a broken file makes of the reader, which throws plain exceptions.</summary>
    private static GuideException Unreadable(string place, Exception exception) =>
        exception is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException }
            ? GuideException.Usage($"{place}: Parquet cannot be read on this machine: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", exception)
            : GuideException.Usage($"{place}: not a Parquet file that can be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
}
