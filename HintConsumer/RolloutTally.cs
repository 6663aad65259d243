using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.HintConsumer;

/// <summary>Counts the rollouts of a wholly judged group that take part.</summary>
internal sealed class RolloutTally(ActiveRun run, GuideDatabase database)
{
    /// <summary>Reads the rollouts only where the recipe masks some of them: else the group's own counts say it.</summary>
    public Task<Tally> OfAsync(GroupRow group, CancellationToken cancellationToken) =>
        WithoutReading(group, run.Recipe.Objective.Truncated) is { } tally ? Task.FromResult(tally) : ReadAsync(database, group, run.Recipe.Objective.Truncated, cancellationToken);

    /// <summary>What the group's own counts say; null where the rollouts have to be looked at.</summary>
    internal static Tally? WithoutReading(GroupRow group, TruncatedRollouts truncated)
    {
        var correct = group.CorrectCount ?? throw new InvalidOperationException($"Group {group.GroupId} is not verified.");
        return truncated == TruncatedRollouts.Mask ? null : new Tally(correct, group.GroupSize - correct);
    }

    /// <summary>The same from rollouts and effective verdicts.</summary>
    internal static Task<Tally> ReadAsync(GuideDatabase database, GroupRow group, TruncatedRollouts truncated, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var ends = await db.Rollouts.Where(row => row.RunId == group.RunId && row.GroupId == group.GroupId)
                    .Select(row => new { row.Slot, row.FinishReason }).ToListAsync(token);
                var verdicts = EffectiveVerdicts.Of(
                    await db.Verdicts.Where(row => row.RunId == group.RunId && row.GroupId == group.GroupId).ToListAsync(token), group.VerifierSetVersion);
                var outcomes = ends
                    .Select(end => (end.FinishReason, Verdict: verdicts.GetValueOrDefault(end.Slot)))
                    .Where(row => Participation.TakesPart(row.Verdict?.Outcome, row.Verdict?.Reward, row.FinishReason, truncated))
                    .CountBy(row => row.Verdict!.Outcome == VerdictOutcome.Correct)
                    .ToDictionary(pair => pair.Key, pair => pair.Value);
                return new Tally(outcomes.GetValueOrDefault(true), outcomes.GetValueOrDefault(false));
            },
            cancellationToken);
}
