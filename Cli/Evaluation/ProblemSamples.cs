namespace Guide.Cli.Evaluation;

/// <summary>What one policy did on one held-out problem.</summary>
/// <param name="PromptId">The problem.</param>
/// <param name="Tier">Its difficulty; results are grouped by it.</param>
/// <param name="Samples">n: judged completions.</param>
/// <param name="Successes">c: those with verdict Correct.</param>
public sealed record ProblemSamples(string PromptId, string Tier, int Samples, int Successes)
{
    /// <summary>c/n, the unbiased estimate of the chance of success.</summary>
    public double PassAt1 => PassAtK.Estimate(Samples, Successes, 1);
}
