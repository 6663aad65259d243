using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Cli.Files;
using Guide.Contracts;
using Guide.DataSets;

namespace Guide.Cli.Import;

/// <summary>
/// Converts a data set, item by item, to a prompt file. Both files appear whole or not at all; a prompt whose gold answer the verifier could never match goes to a quarantine list with the reason instead of failing every rollout later.
/// </summary>
/// <param name="goldProblem">Why a gold answer cannot be parsed; null = it can.</param>
/// <param name="referenceProblem">Code: why none of a data set's own solutions is accepted; null = one is. Null: they are not judged.</param>
/// <param name="skipInvalid">True: items without an answer or otherwise not whole are listed and left out; false: the first one ends the import.</param>
/// <param name="hintProblem">Why a hint must not be used: the prompt is kept without it. Null: hints are not looked at.</param>
internal sealed class DataSetImporter(
    Func<PromptRecord, CancellationToken, Task<string?>> goldProblem,
    bool skipInvalid = false,
    Func<PromptRecord, IReadOnlyList<string>, CancellationToken, Task<string?>>? referenceProblem = null,
    Func<PromptRecord, string?>? hintProblem = null)
{
    /// <summary>The list of what was left out, beside the output.</summary>
    public static string QuarantineOf(string output) => Path.ChangeExtension(output, ".quarantine.jsonl");

    /// <summary>Imports a file into a prompt file; what is left out is listed beside it.</summary>
    /// <param name="source">The data set; - is standard input.</param>
    /// <param name="format">Its schema.</param>
    /// <param name="output">The prompt file to write.</param>
    /// <param name="progress">Told the number of items read, now and then.</param>
    /// <param name="cancellationToken">Ends the import; nothing is written then.</param>
    /// <exception cref="GuideException">An item that is not whole, or no usable prompt at all: then nothing is written.</exception>
    public async Task<ImportResult> ImportAsync(
        string source, IDataSetFormat format, string output, IProgress<int> progress, CancellationToken cancellationToken)
    {
        await using var good = WholeFile.Create(output);
        await using var bad = WholeFile.Create(QuarantineOf(output));
        var result = await ImportAsync(source, format, good.Writer, bad.Writer, progress, cancellationToken);
        if (result.Quarantined + result.Duplicates + result.LeftOut + result.RefusedHints > 0)
        {
            bad.Commit();
        }
        else if (File.Exists(QuarantineOf(output)))
        {
            File.Delete(QuarantineOf(output));
        }

        good.Commit();
        return result;
    }

    /// <summary>Imports a file into a stream of prompts and a stream of what is left out.</summary>
    /// <exception cref="GuideException">An item that is not whole, or no usable prompt at all.</exception>
    public async Task<ImportResult> ImportAsync(
        string source, IDataSetFormat format, TextWriter good, TextWriter bad, IProgress<int> progress, CancellationToken cancellationToken)
    {
        string? firstReason = null;
        var (prompts, hinted, quarantined, duplicates, leftOut, refusedHints) = (0, 0, 0, 0, 0, 0);
        var dropped = new SortedDictionary<string, int>(StringComparer.Ordinal);

        // A 128-bit digest a prompt: memory stays small beside any data set that fits a disk.
        var seen = new Dictionary<UInt128, string>();
        var prefix = IdPrefix(source);
        Func<SourceItem, string, Task>? invalid = !skipInvalid ? null : (item, problem) =>
        {
            quarantined++;
            return RejectAsync(null, item, problem);
        };
        Task LeaveOutAsync(SourceItem item, string problem)
        {
            leftOut++;
            return RejectAsync(null, item, problem);
        }

        await foreach (var (prompt, item) in PromptReader.ReadAsync(SourceFile.ReadAsync(source, format.Columns, cancellationToken), format, prefix, invalid, LeaveOutAsync, cancellationToken))
        {
            if (!seen.TryAdd(Digest(prompt.Prompt), item.Place))
            {
                duplicates++;
                await RejectAsync(prompt, item, $"the same prompt as {seen[Digest(prompt.Prompt)]}");
            }
            else if ((await goldProblem(prompt, cancellationToken) ?? await ReferenceAsync(prompt, item)) is { } problem)
            {
                quarantined++;
                await RejectAsync(prompt, item, problem);
            }
            else
            {
                prompts++;
                var kept = prompt;
                if (prompt.Hint is not null && hintProblem?.Invoke(prompt) is { } leak)
                {
                    refusedHints++;
                    kept = prompt with { Hint = null };
                    await NoteAsync(prompt, item, $"only its hint is left away: {leak}");
                }

                hinted += kept.Hint is null ? 0 : 1;
                if (prompt.Dropped is { } part)
                {
                    dropped[part] = dropped.GetValueOrDefault(part) + 1;
                }

                await good.WriteLineAsync(JsonSerializer.Serialize(kept, Compact));
            }

            if ((prompts + quarantined + duplicates) % 500 == 0)
            {
                progress.Report(prompts + quarantined + duplicates);
            }
        }

        return prompts > 0
            ? new ImportResult(prompts, hinted, quarantined, duplicates, leftOut, dropped, refusedHints)
            : throw GuideException.Usage($"{(source == SourceFile.StandardInput ? "standard input" : source)}: no usable prompt in it{(firstReason is null ? "" : $"; {quarantined + duplicates + leftOut} left out, the first: {firstReason}")}.");

        async Task<string?> ReferenceAsync(PromptRecord prompt, SourceItem item) =>
            referenceProblem is not null && format.References(item.Json) is { Count: > 0 } references ? await referenceProblem(prompt, references, cancellationToken) : null;

        Task RejectAsync(PromptRecord? prompt, SourceItem item, string reason)
        {
            firstReason ??= $"{item.Place}: {reason}";
            return NoteAsync(prompt, item, reason);
        }

        Task NoteAsync(PromptRecord? prompt, SourceItem item, string reason) =>
            bad.WriteLineAsync(new JsonObject
            {
                ["place"] = item.Place,
                ["id"] = prompt?.Id,
                ["reason"] = reason,
                ["gold"] = prompt?.Gold,
                ["prompt"] = prompt?.Prompt,
            }.ToJsonString(Compact));
    }

    private static readonly JsonSerializerOptions Compact = new(PromptRecord.Json)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static UInt128 Digest(string text) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string IdPrefix(string source)
    {
        var name = source == SourceFile.StandardInput ? "stdin" : Path.GetFileName(source);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? name[..dot] : name;
    }
}
