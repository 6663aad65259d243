using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>A tier that the unguided arm hardly solves even within k tries and the guided one solves, by more than the problems' chance.</summary>
internal sealed class TierOpened : IFindingRule
{
    /// <summary>Below this pass@1, and twice this pass@k, a tier counts as not reached.</summary>
    private const double NotReached = 0.05;

    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs) =>
        from pair in ArmPair.Of(runs)
        let reach = pair.Final(pair.Plain, pair.K)
        where pair.Final(pair.Guided, 1) > NotReached && pair.Final(pair.Plain, 1) < NotReached && reach < 2 * NotReached && pair.Gap().Low > 0
        let initial = pair.Initial(pair.Guided, pair.K)
        select $"{pair.Tier}: guidance opened a tier that {pair.Plain[0].Arm} did not reach (its pass@{pair.K} at the end is {P(reach)})."
            + (initial < 2 * NotReached
                ? $" The initial policy did not reach it either (pass@{pair.K} {P(initial)})."
                : $" The initial policy solved {Percent(initial)} of it within {pair.K} tries, so a part of this is not new reach.");
}
