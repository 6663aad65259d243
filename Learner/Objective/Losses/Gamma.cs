using Guide.Recipes;

namespace Guide.Learner.Objective.Losses;

/// <summary>The γ of percentile shaping.</summary>
internal static class Gamma
{
    /// <summary>ln γ = max(p-quantile of ln ρ, nearest rank, ln floor); null when there is no guided token: then γ does not exist.</summary>
    /// <param name="guidedLogRatios">ln ρ of the guided tokens in scope, at θ before the update.</param>
    /// <param name="guidance">p and the floor.</param>
    public static double? Log(ReadOnlySpan<double> guidedLogRatios, GuidanceRecipe guidance) => guidedLogRatios.IsEmpty
        ? null
        : Math.Max(Quantile.NearestRank(guidedLogRatios, guidance.Percentile), Math.Log(guidance.GammaFloor));
}
