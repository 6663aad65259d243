using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>What a guided and an unguided arm reach without hints, tier by tier; left out where neither solves anything.</summary>
internal sealed class ArmsCompared : IFindingRule
{
    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs) =>
        ArmPair.Of(runs).Where(pair => pair.Final(pair.Guided, 1) + pair.Final(pair.Plain, 1) > 0).Select(Sentence);

    private static string Sentence(ArmPair pair)
    {
        var gap = pair.Gap();
        var above = pair.Guided.Zip(pair.Plain).Count(p => ArmPair.Pass(p.First.Final!, pair.Tier, 1) > ArmPair.Pass(p.Second.Final!, pair.Tier, 1));
        var (guided, plain) = (pair.Guided.Average(r => r.Rollouts), pair.Plain.Average(r => r.Rollouts));
        var oneStep = pair.Plain[0].Recipe.Step.RootGroupsPerStep * pair.Plain[0].Recipe.Sampling.GroupSize;
        var rollouts = Math.Abs(guided - plain) <= oneStep ? $"at equal rollouts ({N(guided)} and {N(plain)})" : $"after {N(guided)} and {N(plain)} rollouts, which is not equal";
        var equal = pair.Guided.Zip(pair.Plain)
            .Where(p => p.Second.AtEqualUpdates is not null)
            .Select(p => ArmPair.Pass(p.First.Final!, pair.Tier, 1) - ArmPair.Pass(p.Second.AtEqualUpdates!.Value.Result, pair.Tier, 1))
            .ToList();
        return $"{pair.Tier}: without hints, {pair.Guided[0].Arm} reaches pass@1 {P(pair.Final(pair.Guided, 1))} and {pair.Plain[0].Arm} {P(pair.Final(pair.Plain, 1))} {rollouts}: "
            + $"a gap of {Signed(gap.Mean)} [{Signed(gap.Low)}, {Signed(gap.High)}]{(gap.Low <= 0 && gap.High >= 0 ? ", which the problems do not tell from none" : "")}; {pair.Guided[0].Arm} above in {above} of {pair.Guided.Count} seed(s)"
            + (equal.Count > 0 ? $"; at equal updates the gap is {Signed(equal.Average())}." : ".");
    }
}
