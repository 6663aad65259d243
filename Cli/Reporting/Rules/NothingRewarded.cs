using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>No training rollout of any run was correct. It comes first: nothing else is worth reading then.</summary>
internal sealed class NothingRewarded : IFindingRule
{
    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs)
    {
        foreach (var arm in runs.Where(r => r.TierSuccess.Count > 0).GroupBy(r => r.Arm))
        {
            var judged = arm.Sum(r => r.TierSuccess.Sum(t => (long)t.Judged));
            var guidedSuccess = arm.SelectMany(r => r.Steps).Any(s => s.Metrics.GetValueOrDefault("guided/success") > 0);
            if (judged > 0 && arm.All(r => r.TierSuccess.All(t => t.Correct == 0)) && !guidedSuccess)
            {
                yield return $"{arm.Key}: nothing was ever rewarded: of {N(judged)} judged unguided training rollouts none was correct{(arm.Sum(r => r.GuidedRollouts) is > 0 and var guided ? $", and none of {N(guided)} guided ones" : "")}. guide explain GROUP shows what they said and why it was judged so.";
            }
        }
    }
}
