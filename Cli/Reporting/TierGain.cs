using Guide.Cli.Evaluation;

namespace Guide.Cli.Reporting;

/// <summary>Where the change of pass@1 came from in one tier.</summary>
/// <param name="Gain">The means.</param>
/// <param name="SelfDistillation">With its interval.</param>
/// <param name="CapabilityGain">With its interval.</param>
/// <param name="Regression">With its interval.</param>
/// <param name="Regressed">Problems that got worse.</param>
/// <param name="Problems">All of them.</param>
internal sealed record TierGain(Gain Gain, Estimate SelfDistillation, Estimate CapabilityGain, Estimate Regression, int Regressed, int Problems)
{
    /// <summary>Of the problems of a tier.</summary>
    public static TierGain Of(IReadOnlyList<(ProblemSamples Initial, ProblemSamples Trained)> problems, int k)
    {
        var gains = problems.Select(problem => Gain.Of(problem.Initial, problem.Trained, k)).ToList();
        return new TierGain(
            Gain.Mean(gains),
            Bootstrap.Share([.. gains.Select(static gain => gain.SelfDistillation)]),
            Bootstrap.Share([.. gains.Select(static gain => gain.CapabilityGain)]),
            Bootstrap.Share([.. gains.Select(static gain => gain.Regression)]),
            problems.Count(static problem => Gain.HasRegressed(problem.Initial, problem.Trained)),
            problems.Count);
    }
}
