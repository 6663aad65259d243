using System.Runtime.CompilerServices;
using System.Text.Json;

using Guide.Contracts;

using Parquet;
using Parquet.Serialization;

namespace Guide.DataSets;

/// <summary>Rows of a Parquet file as JSON objects, a row group at a time.</summary>
internal static class ParquetTable
{
    /// <summary>The rows in order.</summary>
    /// <param name="file">From its beginning.</param>
    /// <param name="path">For messages.</param>
    /// <param name="columns">Those that become fields; null = all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: the file is not Parquet, or its rows cannot be read.</exception>
    public static async IAsyncEnumerable<SourceItem> ReadAsync(Stream file, string path, IReadOnlyCollection<string>? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (groups, names) = await TryAsync(path, async () =>
        {
            await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: cancellationToken);
            return (reader.RowGroupCount, reader.Schema.Fields.Select(static field => field.Name).Where(name => columns is null || columns.Contains(name)).ToArray());
        });
        var number = 0;
        for (var group = 0; group < groups; group++)
        {
            var index = group;
            var rows = await TryAsync(path, async () =>
            {
                file.Position = 0;
                return await ParquetSerializer.DeserializeUntypedAsync(file, rowGroupIndex: index, cancellationToken: cancellationToken);
            });
            foreach (var row in rows.Data)
            {
                number++;
                yield return new SourceItem(Json(names, row, path, number), number, $"{path} row {number}");
            }
        }
    }

    private static JsonElement Json(IEnumerable<string> columns, IDictionary<string, object> cells, string path, int number)
    {
        var json = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            try
            {
                // The reader leaves nulls out, and NaN is how tables say that a number is not there: both are null here.
                json[column] = JsonSerializer.SerializeToElement(cells.TryGetValue(column, out var value) && value is not (double.NaN or float.NaN) ? value : null);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InvalidOperationException or JsonException)
            {
                // Infinity among them: JSON has none.
                throw GuideException.Usage($"{path} row {number}: the column '{column}' cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        }

        return JsonSerializer.SerializeToElement(json);
    }

    private static async Task<T> TryAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever a broken file makes of the reader: index errors and casts among it.
            throw GuideException.Usage($"{path}: not a Parquet file that can be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
