using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

using Guide.Cli.Files;
using Guide.Contracts;
using Guide.DataSets;
using Guide.HintConsumer.Leaks;
using Guide.HintConsumer.Making;
using Guide.HintConsumer.Sources;
using Guide.HintConsumer.Strength;
using Guide.HintConsumer.Teaching;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.Cli.Hints;

/// <summary>Makes the hints of a whole data set. What is made is stored at once, so whoever is stopped goes on where it stopped.</summary>
/// <param name="shelf">Where made hints are kept.</param>
/// <param name="maker">Asks the teacher; null: the sources need none.</param>
/// <param name="guidance">Sources, levels, candidates, budget.</param>
internal sealed class HintMaking(HintShelf shelf, HintMaker? maker, GuidanceRecipe guidance)
{
    /// <summary>Whose budget it is, in the shelf.</summary>
    public const string ChargedTo = "make";

    private const int PromptsBetweenNotes = 200;
    private static readonly TimeSpan ClaimDuration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Compact = new(PromptRecord.Json) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, byte> _makings = new();
    private readonly SortedDictionary<string, (int Usable, int Refused)> _kinds = new(StringComparer.Ordinal);
    private readonly string _holder = $"{Environment.MachineName}:{Environment.ProcessId}/make";
    private int _done;
    private int _hinted;
    private long _claims;

    /// <summary>Makes them all, several prompts at once.</summary>
    /// <param name="prompts">The data set.</param>
    /// <param name="atOnce">Prompts at once.</param>
    /// <param name="output">Takes the prompts with the first usable hint of each; null = nobody.</param>
    /// <param name="notes">Told how far it is.</param>
    /// <param name="time">For rate and remaining time.</param>
    /// <param name="cancellationToken">Stops; what is made stays.</param>
    public async Task RunAsync(IReadOnlyList<PromptRecord> prompts, int atOnce, TextWriter? output, TextWriter notes, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var hints = new string?[prompts.Count];
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = maker is null ? Task.CompletedTask : RenewAsync(time, renewing.Token);
        try
        {
            await EachAsync();
        }
        finally
        {
            await renewing.CancelAsync();
            await renewal;
        }

        if (output is not null)
        {
            foreach (var (prompt, hint) in prompts.Zip(hints))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(prompt with { Hint = hint }, Compact));
            }
        }

        Task EachAsync() => Parallel.ForEachAsync(
            Enumerable.Range(0, prompts.Count),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                hints[i] = await OfPromptAsync(prompts[i], token);
                Interlocked.Add(ref _hinted, hints[i] is null ? 0 : 1);
                if (Interlocked.Increment(ref _done) is var done && done % PromptsBetweenNotes == 0)
                {
                    await NoteAsync(done, prompts.Count, time.GetElapsedTime(started), notes, token);
                }
            });
    }

    private async Task RenewAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ClaimDuration / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await shelf.RenewAsync([.. _makings.Keys], ClaimDuration, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All is made, or the command stops.
        }
    }

    /// <summary>What was made, a line for each source and level.</summary>
    public async Task WriteAsync(int prompts, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"{_hinted} of {prompts} prompts have a usable hint");
        foreach (var (kind, (usable, refused)) in _kinds)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kind}: {usable} usable, {refused} refused ({(double)refused / Math.Max(1, usable + refused):P1})"));
        }

        if (maker is not null)
        {
            await output.WriteLineAsync(Cost(await shelf.SpentAsync(ChargedTo, cancellationToken)));
        }
    }

    // The first usable hint of a prompt, in the order in which a run would try them; further ones of a level are made only where the first cannot be used.
    private async Task<string?> OfPromptAsync(PromptRecord prompt, CancellationToken cancellationToken)
    {
        var slots = HintSources.Slots(prompt, prompt.Hint, prompt.Solution, guidance);
        var levels = HintSchedule.Order([.. slots.Select(static slot => HintSchedule.LevelOf(slot.Level))], [], guidance.Strength);
        string? first = null;
        foreach (var kind in levels.SelectMany(level => slots.Where(slot => HintSchedule.LevelOf(slot.Level) == level)).GroupBy(static slot => (slot.Source, slot.Level)))
        {
            foreach (var slot in kind)
            {
                var (words, reason) = await OfSlotAsync(slot, prompt, cancellationToken);
                Count(slot, reason is null);
                if (reason is null)
                {
                    first ??= words;
                    break;
                }
            }
        }

        return first;
    }

    private async Task<(string? Words, string? Reason)> OfSlotAsync(HintSlot slot, PromptRecord prompt, CancellationToken cancellationToken)
    {
        if (HintSources.Of(slot.Source).Words(slot, prompt, prompt.Hint, prompt.Solution) is { } words)
        {
            return (words, HintGate.Reason(LeakCase.Of(prompt, words, prompt.Solution, guidance.LargestShare)));
        }

        var key = MadeHintKeys.Of(slot, prompt, prompt.Solution, guidance, ChargedTo);
        await MadeAsync(new WantedHint(key, prompt, prompt.Solution), cancellationToken);
        var made = (await shelf.OfPromptAsync(key.PromptKey, cancellationToken)).Find(row => row.Source == key.Source && row.Model == key.Model && row.TemplateVersion == key.TemplateVersion && row.Level == key.Level && row.Candidate == key.Candidate);
        return (made!.Text, made.UnusableReason);
    }

    // Whoever asks for it: this command, a run on the same database, or the same command in another process.
    private async Task MadeAsync(WantedHint wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var holder = $"{_holder}#{Interlocked.Increment(ref _claims)}";
            var claim = await shelf.ClaimAsync(wanted.Key, holder, ClaimDuration, cancellationToken);
            if (claim.IsMade)
            {
                return;
            }

            if (!claim.Claimed)
            {
                await Task.Delay(LookAgain, cancellationToken);
                continue;
            }

            _makings[holder] = 0;
            try
            {
                await maker!.MakeAsync(wanted, holder, ChargedTo, guidance, cancellationToken);
            }
            finally
            {
                _makings.TryRemove(holder, out _);
            }
        }
    }

    private void Count(HintSlot slot, bool usable)
    {
        var kind = slot.Level is { } level ? $"{SnakeCaseJson.Word(slot.Source)}, {SnakeCaseJson.Word(level)}" : SnakeCaseJson.Word(slot.Source);
        lock (_lock)
        {
            var (good, bad) = _kinds.GetValueOrDefault(kind);
            _kinds[kind] = usable ? (good + 1, bad) : (good, bad + 1);
        }
    }

    private async Task NoteAsync(int done, int all, TimeSpan elapsed, TextWriter notes, CancellationToken cancellationToken)
    {
        var rate = done / Math.Max(elapsed.TotalSeconds, 0.001);
        var cost = maker is null ? "" : $", {Cost(await shelf.SpentAsync(ChargedTo, cancellationToken))}";
        await notes.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done} of {all} prompts, {rate:0.0} a second, {TimeSpan.FromSeconds((all - done) / rate):hh\\:mm\\:ss} left{cost}"));
    }

    private string Cost(HintSpending spent) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spent.Calls} requests, {spent.Tokens:#,0} tokens{(guidance.Teacher.PricePerMillionTokens > 0 ? $", cost {spent.Tokens * guidance.Teacher.PricePerMillionTokens / 1e6:0.00}" : "")}");
}
