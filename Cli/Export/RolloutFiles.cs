using System.Text.Json;

using Parquet;
using Parquet.Serialization;

namespace Guide.Cli.Export;

/// <summary>Writes exported rollouts. The file appears whole or not at all.</summary>
internal static class RolloutFiles
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes every batch; returns the number of rollouts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parquet">True: Parquet, a row group a batch; false: JSON lines.</param>
    /// <param name="batches">The rollouts.</param>
    /// <param name="cancellationToken">Ends the export; nothing is left then.</param>
    public static async Task<long> WriteAsync(string path, bool parquet, IAsyncEnumerable<IReadOnlyList<ExportedRollout>> batches, CancellationToken cancellationToken)
    {
        var partial = $"{path}.partial";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            var count = parquet ? await ParquetAsync(partial, batches, cancellationToken) : await LinesAsync(partial, batches, cancellationToken);
            File.Move(partial, path, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(partial);
        }
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

    private static async Task<long> LinesAsync(string path, IAsyncEnumerable<IReadOnlyList<ExportedRollout>> batches, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using var writer = new StreamWriter(file);
        var count = await LinesAsync(writer, batches, cancellationToken);
        await writer.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true);
        return count;
    }

    private static async Task<long> ParquetAsync(string path, IAsyncEnumerable<IReadOnlyList<ExportedRollout>> batches, CancellationToken cancellationToken)
    {
        long count = 0;
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            // Appending reads the footer written before, hence ReadWrite and the rewind.
            file.Position = 0;
            await ParquetSerializer.SerializeAsync(batch, file, new ParquetOptions { Append = count > 0 }, cancellationToken: cancellationToken);
            count += batch.Count;
        }

        if (count == 0)
        {
            await ParquetSerializer.SerializeAsync(Array.Empty<ExportedRollout>(), file, cancellationToken: cancellationToken);
        }

        file.Flush(flushToDisk: true);
        return count;
    }
}
