using Guide.Recipes;

using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>Guided groups that are correct throughout have equal rewards: left to themselves they would train nothing. Said where it happened.</summary>
internal sealed class GuidedGroupsAllCorrect : IFindingRule
{
    private const string Metric = "guided/groups_all_correct";

    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs)
    {
        foreach (var arm in runs.Where(r => r.Recipe.Guidance.Enabled).GroupBy(r => r.Arm))
        {
            var first = Share(arm.SelectMany(r => r.Steps.Take(r.Steps.Count / 4)));
            var last = Share(arm.SelectMany(r => r.Steps.Skip(r.Steps.Count * 3 / 4)));
            if (first is not { } early || last is not { } late || Math.Max(early, late) < 0.01)
            {
                continue;
            }

            var how = arm.First().Recipe.Guidance.Composition;
            yield return $"{arm.Key}: {Percent(early)} of the guided groups were all correct in the first quarter of the steps, {Percent(late)} in the last; their rewards do not differ"
                + (how == Composition.Replace ? ", and composition replace trains on those groups alone." : $", so composition {how.ToString().ToLowerInvariant()} sets their successes against unguided failures.");
        }
    }

    private static double? Share(IEnumerable<StepPoint> steps) =>
        steps.Where(s => s.Metrics.ContainsKey(Metric)).Select(s => s[Metric]).ToList() is { Count: > 0 } shares ? shares.Average() : null;
}
