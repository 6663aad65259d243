using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>Constant weights of unguided tokens that another policy than π_old sampled (docs/algorithm.md, "Off-policy rows").</summary>
internal static class OffPolicy
{
    /// <summary>Whether a recipe asks for any.</summary>
    public static bool IsOn(OffPolicyRecipe recipe) => recipe.Correction != OffPolicyCorrection.None || recipe.RejectsTokens() || recipe.RejectsSequences();

    /// <summary>w_t = π_old/μ, truncated or not, and 0 where a bound rejects; 1 where only the bounds are asked for.</summary>
    /// <param name="old">[T] log π_old.</param>
    /// <param name="behavior">[T] log μ.</param>
    /// <param name="recipe">What is asked for.</param>
    public static RowCorrection Correct(ReadOnlySpan<float> old, ReadOnlySpan<float> behavior, OffPolicyRecipe recipe)
    {
        var logRatios = LogRatio.Of(old, behavior);
        var weights = new double[logRatios.Length];
        if (logRatios.Length > 0 && IsOutside(Math.Exp(logRatios.Average()), recipe.SequencesBelow, recipe.SequencesAbove))
        {
            return new(weights, logRatios.Length, RejectedRow: true);
        }

        var rejected = 0;
        for (var t = 0; t < weights.Length; t++)
        {
            var ratio = Math.Exp(logRatios[t]);
            if (IsOutside(ratio, recipe.TokensBelow, recipe.TokensAbove))
            {
                rejected++;
                continue;
            }

            weights[t] = recipe.Correction switch
            {
                OffPolicyCorrection.None => 1,
                OffPolicyCorrection.Truncated => Math.Min(ratio, recipe.Cap),
                OffPolicyCorrection.Decoupled => ratio,
                _ => throw new InvalidOperationException($"unknown correction {recipe.Correction}"),
            };
        }

        return new(weights, rejected, RejectedRow: false);
    }

    private static bool IsOutside(double ratio, double below, double above) => ratio < below || (above > 0 && ratio > above);
}
