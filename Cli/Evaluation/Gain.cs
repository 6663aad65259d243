using Guide.Contracts;

namespace Guide.Cli.Evaluation;

/// <summary>
/// Where the change of one problem's pass@1 came from (docs/algorithm.md). With p0, P0 the initial policy's pass@1 and pass@k and p1 the trained
/// policy's pass@1 on independent samples; SelfDistillation + CapabilityGain − Regression = p1 − p0 exactly, and each is unbiased.
/// </summary>
/// <param name="SelfDistillation">p1·(P0 − p0): success that the initial policy already had within k tries.</param>
/// <param name="CapabilityGain">p1·(1 − P0): success that it did not have within k tries.</param>
/// <param name="Regression">p0·(1 − p1): success that was lost.</param>
public sealed record Gain(double SelfDistillation, double CapabilityGain, double Regression)
{
    /// <summary>p1 − p0.</summary>
    public double Total => SelfDistillation + CapabilityGain - Regression;

    /// <summary>The decomposition of one problem.</summary>
    /// <exception cref="ArgumentException">The two are not the same problem.</exception>
    public static Gain Of(ProblemSamples initial, ProblemSamples trained, int k)
    {
        if (initial.PromptId != trained.PromptId)
        {
            throw new ArgumentException($"{trained.PromptId} is not {initial.PromptId}", nameof(trained));
        }

        var (before, reach, after) = (initial.PassAt1, PassAtK.Estimate(initial.Samples, initial.Successes, k), trained.PassAt1);
        return new(after * (reach - before), after * (1 - reach), before * (1 - after));
    }

    /// <summary>The mean over problems.</summary>
    public static Gain Mean(IReadOnlyCollection<Gain> gains) => new(
        gains.Average(gain => gain.SelfDistillation), gains.Average(gain => gain.CapabilityGain), gains.Average(gain => gain.Regression));

    /// <summary>
    /// Whether the problem got worse: the 95 % interval of p1 − p0 (Newcombe 1998, from two Wilson intervals) lies below 0.
    /// </summary>
    public static bool HasRegressed(ProblemSamples initial, ProblemSamples trained) =>
        Proportion.Difference(trained.Samples, trained.Successes, initial.Samples, initial.Successes).High < 0;
}
