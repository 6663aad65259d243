using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.DataSets;

namespace Guide.Cli.Import;

/// <summary>
/// Converts a data set, item by item, to a prompt file. Both files appear whole (written beside, then renamed) or not at all; a prompt
/// whose gold answer the verifier could never match goes to a quarantine list with the reason instead of failing every rollout later.
/// </summary>
/// <param name="goldProblem">Why a gold answer cannot be parsed; null = it can.</param>
/// <param name="skipInvalid">True: items without an answer or otherwise not whole are listed and left out; false: the first one ends the import.</param>
internal sealed class DataSetImporter(Func<PromptRecord, CancellationToken, Task<string?>> goldProblem, bool skipInvalid = false)
{
    /// <summary>The list of what was left out, beside the output.</summary>
    public static string QuarantineOf(string output) => Path.ChangeExtension(output, ".quarantine.jsonl");

    /// <summary>Imports a file.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="format">Its schema.</param>
    /// <param name="output">The prompt file to write.</param>
    /// <param name="progress">Told the number of items read, now and then.</param>
    /// <param name="cancellationToken">Ends the import; nothing is written then.</param>
    public async Task<ImportResult> ImportAsync(
        string source, IDataSetFormat format, string output, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        Directory.CreateDirectory(folder);
        var quarantine = QuarantineOf(output);
        var (partial, partialQuarantine) = ($"{output}.partial", $"{quarantine}.partial");
        try
        {
            var result = await WriteAsync(source, format, partial, partialQuarantine, progress, cancellationToken);
            File.Move(partial, output, overwrite: true);
            if (result.Quarantined + result.Duplicates > 0)
            {
                File.Move(partialQuarantine, quarantine, overwrite: true);
            }
            else
            {
                File.Delete(quarantine);
            }

            return result;
        }
        finally
        {
            File.Delete(partial);
            File.Delete(partialQuarantine);
        }
    }

    private async Task<ImportResult> WriteAsync(
        string source, IDataSetFormat format, string output, string quarantine, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var (prompts, hinted, quarantined, duplicates) = (0, 0, 0, 0);

        // A 128-bit digest a prompt: memory stays small beside any data set that fits a disk.
        var seen = new Dictionary<UInt128, string>();
        await using var good = Create(output);
        await using var bad = Create(quarantine);
        var prefix = IdPrefix(source);
        Func<SourceItem, string, Task>? invalid = !skipInvalid ? null : (item, problem) =>
        {
            quarantined++;
            return RejectAsync(bad, null, item, problem);
        };
        await foreach (var (prompt, item) in PromptReader.ReadAsync(SourceFile.ReadAsync(source, cancellationToken), format, prefix, invalid, cancellationToken))
        {
            if (!seen.TryAdd(Digest(prompt.Prompt), item.Place))
            {
                duplicates++;
                await RejectAsync(bad, prompt, item, $"the same prompt as {seen[Digest(prompt.Prompt)]}");
            }
            else if (await goldProblem(prompt, cancellationToken) is { } problem)
            {
                quarantined++;
                await RejectAsync(bad, prompt, item, problem);
            }
            else
            {
                prompts++;
                hinted += prompt.Hint is null ? 0 : 1;
                await good.WriteLineAsync(JsonSerializer.Serialize(prompt, Compact));
            }

            if ((prompts + quarantined + duplicates) % 500 == 0)
            {
                progress.Report(prompts + quarantined + duplicates);
            }
        }

        await FlushAsync(good);
        await FlushAsync(bad);
        return new ImportResult(prompts, hinted, quarantined, duplicates);
    }

    private static readonly JsonSerializerOptions Compact = new(PromptRecord.Json)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static Task RejectAsync(StreamWriter bad, PromptRecord? prompt, SourceItem item, string reason) =>
        bad.WriteLineAsync(new JsonObject
        {
            ["place"] = item.Place,
            ["id"] = prompt?.Id,
            ["reason"] = reason,
            ["gold"] = prompt?.Gold,
            ["prompt"] = prompt?.Prompt,
        }.ToJsonString(Compact));

    private static StreamWriter Create(string path)
    {
        try
        {
            return new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true), new UTF8Encoding(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GuideException($"{path}: cannot be written: {exception.Message}", exception);
        }
    }

    private static async Task FlushAsync(StreamWriter writer)
    {
        await writer.FlushAsync();
        ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
    }

    private static UInt128 Digest(string text) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string IdPrefix(string source)
    {
        var name = Path.GetFileName(source);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? name[..dot] : name;
    }
}
