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
        var left = new LeftOut(bad);
        var (prompts, hinted) = (0, 0);
        var dropped = new SortedDictionary<string, int>(StringComparer.Ordinal);

        // A 128-bit digest a prompt: memory stays small beside any data set that fits a disk.
        var seen = new Dictionary<UInt128, string>();
        Func<SourceItem, string, Task>? invalid = skipInvalid ? (item, problem) => left.QuarantineAsync(null, item, problem) : null;
        var records = PromptReader.ReadAsync(SourceFile.ReadAsync(source, format.Columns, cancellationToken), format, IdPrefix(source), invalid, left.WithoutUseAsync, cancellationToken);
        var (unseen, last) = (format.Named.ToHashSet(StringComparer.Ordinal), (SourceItem?)null);
        await foreach (var (prompt, item) in records)
        {
            unseen.RemoveWhere(field => format.Has(item, field));
            last = item;
            if (!seen.TryAdd(Digest(prompt.Prompt), item.Place))
            {
                await left.DuplicateAsync(prompt, item, seen[Digest(prompt.Prompt)]);
            }
            else if ((await goldProblem(prompt, cancellationToken) ?? await ReferenceProblemAsync(prompt, item, format, cancellationToken)) is { } problem)
            {
                await left.QuarantineAsync(prompt, item, problem);
            }
            else
            {
                prompts++;
                var kept = prompt;
                if (prompt.Hint is not null && hintProblem?.Invoke(prompt) is { } leak)
                {
                    kept = prompt with { Hint = null };
                    await left.HintAsync(prompt, item, leak);
                }

                hinted += kept.Hint is null ? 0 : 1;
                if (prompt.Dropped is { } part)
                {
                    dropped[part] = dropped.GetValueOrDefault(part) + 1;
                }

                await good.WriteLineAsync(JsonSerializer.Serialize(kept, Compact));
            }

            if ((prompts + left.Quarantined + left.Duplicates) % 500 == 0)
            {
                progress.Report(prompts + left.Quarantined + left.Duplicates);
            }
        }

        if (last is not null && unseen.FirstOrDefault() is { } field)
        {
            var meant = last.Meant(field);
            throw GuideException.Usage($"{(source == SourceFile.StandardInput ? "standard input" : source)}: no item has the field '{field}'{meant}{(meant.EndsWith('?') ? "" : ".")}");
        }

        return prompts > 0
            ? new ImportResult(prompts, hinted, left.Quarantined, left.Duplicates, left.Useless, dropped, left.Hints)
            : throw GuideException.Usage($"{(source == SourceFile.StandardInput ? "standard input" : source)}: no usable prompt in it{left.Summary}.");
    }

    private async Task<string?> ReferenceProblemAsync(PromptRecord prompt, SourceItem item, IDataSetFormat format, CancellationToken cancellationToken) =>
        referenceProblem is not null && format.References(item.Json) is { Count: > 0 } references ? await referenceProblem(prompt, references, cancellationToken) : null;

    /// <summary>What an import leaves out: counted by kind, listed with its reason.</summary>
    private sealed class LeftOut(TextWriter list)
    {
        private string? _firstReason;

        public int Quarantined { get; private set; }

        public int Duplicates { get; private set; }

        /// <summary>Items that the format says are of no use here.</summary>
        public int Useless { get; private set; }

        /// <summary>Hints that were left away; their prompts were kept.</summary>
        public int Hints { get; private set; }

        /// <summary>How many, and why the first; empty where nothing was left out.</summary>
        public string Summary => _firstReason is null ? "" : $"; {Quarantined + Duplicates + Useless} left out, the first: {_firstReason}";

        public Task QuarantineAsync(PromptRecord? prompt, SourceItem item, string problem)
        {
            Quarantined++;
            return WriteAsync(prompt, item, problem);
        }

        public Task DuplicateAsync(PromptRecord prompt, SourceItem item, string first)
        {
            Duplicates++;
            return WriteAsync(prompt, item, $"the same prompt as {first}");
        }

        public Task WithoutUseAsync(SourceItem item, string problem)
        {
            Useless++;
            return WriteAsync(null, item, problem);
        }

        public Task HintAsync(PromptRecord prompt, SourceItem item, string leak)
        {
            Hints++;
            return NoteAsync(prompt, item, $"only its hint is left away: {leak}");
        }

        private Task WriteAsync(PromptRecord? prompt, SourceItem item, string reason)
        {
            _firstReason ??= $"{item.Place}: {reason}";
            return NoteAsync(prompt, item, reason);
        }

        private Task NoteAsync(PromptRecord? prompt, SourceItem item, string reason) =>
            list.WriteLineAsync(new JsonObject
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
