using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>A tier in which the unguided arm improves too, to at least half of what the guided arm reaches, and loses no reach: there guidance is a difference of degree.</summary>
internal sealed class BothRise : IFindingRule
{
    private const double Risen = 0.05;
    private const double ReachLost = 0.05;

    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs) =>
        from pair in ArmPair.Of(runs)
        let before = pair.Initial(pair.Plain, 1)
        let after = pair.Final(pair.Plain, 1)
        where after - before > Risen && after >= pair.Final(pair.Guided, 1) / 2 && pair.Initial(pair.Plain, pair.K) - pair.Final(pair.Plain, pair.K) <= ReachLost && pair.Gap().Low > 0
        select $"{pair.Tier}: {pair.Plain[0].Arm} rises without guidance too, in pass@1 from {P(before)} to {P(after)} (pass@{pair.K} {P(pair.Initial(pair.Plain, pair.K))} before and {P(pair.Final(pair.Plain, pair.K))} after): here guidance is a difference of degree.";
}
