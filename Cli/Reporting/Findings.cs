using Guide.Cli.Reporting.Rules;

namespace Guide.Cli.Reporting;

/// <summary>
/// What the measured values say, in sentences. Each is a rule with its condition: where the condition is not met or was not measured,
/// nothing is said. No rule speaks of what this experiment has not measured.
/// </summary>
internal static class Findings
{
    private static readonly IFindingRule[] Rules =
    [
        new NothingRewarded(),
        new NothingGuided(),
        new ArmsCompared(),
        new TierOpened(),
        new BothRise(),
        new ReachLost(),
        new ChangeDecomposed(),
        new GuidedRatios(),
        new GuidedGroupsAllCorrect(),
    ];

    /// <summary>The sentences, most important first.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunResult> runs) => [.. Rules.SelectMany(rule => rule.Of(runs))];
}
