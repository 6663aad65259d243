using System.Security.Cryptography;
using System.Text;

using Guide.Contracts;
using Guide.HintConsumer.Leaks;
using Guide.HintConsumer.Making;
using Guide.HintConsumer.Sources;
using Guide.HintConsumer.Strength;
using Guide.Recipes;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>Chooses the hint of a prompt: by level, source and candidate, checked once, without those that were retired. Each row remembers its verdict.</summary>
internal sealed class Hints(ActiveRun run, RunHints rows, HintShelf shelf)
{
    /// <summary>The hint of a group's prompt; why there is none; or what has to be made first.</summary>
    public async Task<HintChoice> FindAsync(GroupRow group, CancellationToken cancellationToken)
    {
        var guidance = run.Recipe.Guidance;
        var retireAfter = GuidanceWords.RetireAfter(guidance);
        // One hint of the data set's that is never retired has no history that matters.
        var (prompt, known, tries) = await rows.OfPromptAsync(group.RunId, group.PromptId, retireAfter > 0 || guidance.Sources != "data", cancellationToken);
        known = await RetireAsync(group.RunId, known, tries, retireAfter, cancellationToken);
        var slots = HintSources.Slots(prompt, prompt.Hint, prompt.Solution, guidance);
        var levels = HintSchedule.Order([.. slots.Select(static slot => HintSchedule.LevelOf(slot.Level))], tries, guidance.Strength);
        var why = RoutingDecision.NoHint;
        foreach (var slot in levels.SelectMany(level => slots.Where(slot => HintSchedule.LevelOf(slot.Level) == level)))
        {
            var (hint, wanted) = await OfSlotAsync(slot, prompt, known, cancellationToken);
            if (wanted is not null)
            {
                if (await MayWaitAsync(group, slot.Source, cancellationToken))
                {
                    return HintChoice.Wait(wanted);
                }

                why = RoutingDecision.NoTeacher;
            }
            else if (hint is { UnusableReason: null, RetiredAt: null })
            {
                return HintChoice.Of(hint);
            }
            else if (why != RoutingDecision.NoTeacher)
            {
                why = hint!.RetiredAt is not null ? RoutingDecision.HintsRetired : why == RoutingDecision.HintsRetired ? why : RoutingDecision.HintLeaks;
            }
        }

        return HintChoice.Without(why);
    }

    /// <summary>The id of a run's hint: the same words for the same prompt from the same source have one row.</summary>
    internal static string Id(string promptId, string source, string template, string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{promptId.Length}:{promptId}{source.Length}:{source}{template.Length}:{template}{text}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }

    private async Task<List<HintRow>> RetireAsync(string runId, List<HintRow> known, List<HintTry> tries, int retireAfter, CancellationToken cancellationToken)
    {
        var useless = known.Where(h => h.RetiredAt is null && HintSchedule.IsWithoutGain([.. tries.Where(t => t.HintId == h.HintId)], retireAfter)).Select(static h => h.HintId).ToList();
        if (useless.Count == 0)
        {
            return known;
        }

        await rows.RetireAsync(runId, useless, $"no gain in {retireAfter} guided groups", cancellationToken);
        return (await rows.OfPromptAsync(runId, known[0].PromptId, withTries: false, cancellationToken)).Hints;
    }

    // The run's row of a slot, made where nobody has to be asked; or what has to be asked for.
    private async Task<(HintRow? Hint, WantedHint? Wanted)> OfSlotAsync(HintSlot slot, PromptRow prompt, List<HintRow> known, CancellationToken cancellationToken)
    {
        var guidance = run.Recipe.Guidance;
        var source = SnakeCaseJson.Word(slot.Source);
        if (known.Find(h => h.Source == source && h.Level == slot.Level && h.Candidate == slot.Candidate && h.Model == MadeHintKeys.Model(slot.Source, guidance, run.RunId)) is { } row)
        {
            return (row, null);
        }

        if (HintSources.Of(slot.Source).Words(slot, prompt, prompt.Hint, prompt.Solution) is { } words)
        {
            var reason = HintGate.Reason(LeakCase.Of(prompt, words, prompt.Solution, guidance.LargestShare));
            return (await KeepAsync(slot, prompt, source, words, reason, null, cancellationToken), null);
        }

        var key = MadeHintKeys.Of(slot, prompt, prompt.Solution, guidance, run.RunId);
        return (await shelf.OfPromptAsync(key.PromptKey, cancellationToken)).Find(made => made.MadeAt is not null && made.Source == source && made.Model == key.Model
                && made.TemplateVersion == key.TemplateVersion && made.Level == key.Level && made.Candidate == key.Candidate) is { } made
            ? (await KeepAsync(slot, prompt, source, made.Text ?? "", Verdict(made, prompt, guidance), made.Model, cancellationToken), null)
            : (null, new WantedHint(key, prompt, prompt.Solution));
    }

    // What was refused stays refused; what another run's bound let through is looked at with this run's.
    private static string? Verdict(MadeHintRow made, PromptRow prompt, GuidanceRecipe guidance) =>
        made.UnusableReason ?? HintGate.Reason(LeakCase.Of(prompt, made.Text!, prompt.Solution, guidance.LargestShare));

    private async Task<HintRow> KeepAsync(HintSlot slot, PromptRow prompt, string source, string words, string? reason, string? model, CancellationToken cancellationToken)
    {
        var template = run.Recipe.Guidance.Template;
        return await rows.EnsureAsync(
            new HintRow
            {
                RunId = prompt.RunId,
                // A data set's words are its name; of made ones several may say the same.
                HintId = Id(prompt.PromptId, slot.Source == HintSource.Data ? source : $"{source}/{model}/{slot.Level}/{slot.Candidate}", template, words),
                PromptId = prompt.PromptId,
                Source = source,
                Template = template,
                Text = words,
                Level = slot.Level,
                Model = model,
                Candidate = slot.Candidate,
                UnusableReason = reason,
                CreatedAt = await rows.NowAsync(cancellationToken),
            },
            cancellationToken);
    }

    private async Task<bool> MayWaitAsync(GroupRow group, HintSource source, CancellationToken cancellationToken)
    {
        var guidance = run.Recipe.Guidance;
        var (maxCalls, maxTokens) = source == HintSource.Self ? (guidance.Self.MaxCalls, 0) : (guidance.Teacher.MaxCalls, guidance.Teacher.MaxTotalTokens);
        return await rows.NowAsync(cancellationToken) < group.VerifiedAt + HintWaits.Longest(source, guidance)
            && ((maxCalls == 0 && maxTokens == 0) || !(await shelf.SpentAsync(run.RunId, cancellationToken)).Reaches(maxCalls, maxTokens));
    }
}
