namespace Guide.Cli.Reporting.Rules;

/// <summary>Guidance was on and guided nothing: the arm is plain GRPO by another name.</summary>
internal sealed class NothingGuided : IFindingRule
{
    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs)
    {
        foreach (var arm in runs.Where(r => r.Recipe.Guidance.Enabled && r.Updates > 0).GroupBy(r => r.Arm))
        {
            if (arm.All(r => r.GuidedRollouts == 0))
            {
                yield return $"{arm.Key}: guidance was on, and no group was guided{(arm.First().Hints is { } hints ? $" ({hints})" : "")}.";
            }
        }
    }
}
