namespace Guide.Contracts;

/// <summary>What a <see cref="VerdictOutcome"/> means for training.</summary>
public static class VerdictOutcomes
{
    /// <summary>True for Correct, Incorrect and FormatError: the rollout is judged and has a reward.</summary>
    public static bool IsJudged(this VerdictOutcome outcome) => outcome <= VerdictOutcome.FormatError;
}
