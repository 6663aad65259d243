using System.Text.Json;

using Guide.Cli.Files;

using Parquet;
using Parquet.Serialization;

namespace Guide.Cli.Export;

/// <summary>Writes exported rollouts. The file appears whole or not at all.</summary>
internal static class RolloutFiles
{
    /// <summary>How a rollout becomes a JSON line.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes every batch; returns the number of rollouts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parquet">True: Parquet, a row group a batch; false: JSON lines.</param>
    /// <param name="batches">The rollouts.</param>
    /// <param name="cancellationToken">Ends the export; nothing is left then.</param>
    public static async Task<long> WriteAsync(string path, bool parquet, IAsyncEnumerable<IReadOnlyList<ExportedRollout>> batches, CancellationToken cancellationToken)
    {
        await using var file = WholeFile.Create(path);
        var count = parquet ? await ParquetAsync(file.Stream, batches, cancellationToken) : await LinesAsync(file.Writer, batches, cancellationToken);
        file.Commit();
        return count;
    }

    /// <summary>JSON lines to any writer.</summary>
    public static async Task<long> LinesAsync(TextWriter writer, IAsyncEnumerable<IReadOnlyList<ExportedRollout>> batches, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            foreach (var rollout in batch)
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(rollout, Json));
            }

            count += batch.Count;
        }

        return count;
    }

    private static async Task<long> ParquetAsync(Stream file, IAsyncEnumerable<IReadOnlyList<ExportedRollout>> batches, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            // Appending reads the footer written before, hence the rewind.
            file.Position = 0;
            await ParquetSerializer.SerializeAsync(batch, file, new ParquetOptions { Append = count > 0 }, cancellationToken: cancellationToken);
            count += batch.Count;
        }

        if (count == 0)
        {
            await ParquetSerializer.SerializeAsync(Array.Empty<ExportedRollout>(), file, cancellationToken: cancellationToken);
        }

        return count;
    }
}
