using Guide.Recipes;

namespace Guide.Learner.Objective.Losses;

/// <summary>
/// sg[w_t]·A·log π_θ for guided tokens, w_t a capped importance weight of the token, of its prefix or of its row (docs/algorithm.md, "Weights of
/// prefixes and rows"). The weight is held constant: as a function of θ it would pull on tokens other than its own.
/// </summary>
/// <param name="shaping">What the weight is of.</param>
/// <param name="cap">c: the largest weight.</param>
internal sealed class WeightedRatio(Shaping shaping, double cap) : IRowObjective
{
    /// <summary>Whether a shaping is one of these.</summary>
    public static bool Knows(Shaping shaping) => shaping is Shaping.Truncated or Shaping.PrefixProduct or Shaping.PrefixMean or Shaping.SequenceMean;

    /// <summary>[T] w_t.</summary>
    /// <param name="logRatios">[T] ln ρ; at least one.</param>
    /// <param name="shaping">What the weight is of.</param>
    /// <param name="cap">c.</param>
    public static double[] Weights(ReadOnlySpan<double> logRatios, Shaping shaping, double cap)
    {
        var weights = new double[logRatios.Length];
        var (sum, product, limit) = (0.0, 0.0, Math.Log(cap));
        for (var t = 0; t < weights.Length; t++)
        {
            sum += logRatios[t];
            product = Math.Min(product + logRatios[t], limit);
            weights[t] = shaping switch
            {
                Shaping.Truncated => logRatios[t],
                Shaping.PrefixProduct => product,
                Shaping.PrefixMean or Shaping.SequenceMean => sum / (t + 1),
                _ => throw new InvalidOperationException($"{shaping} weighs no token"),
            };
        }

        if (shaping == Shaping.SequenceMean)
        {
            Array.Fill(weights, weights[^1]);
        }

        return Array.ConvertAll(weights, weight => weight >= limit ? cap : Math.Exp(weight));
    }

    /// <inheritdoc />
    public RowTerms Evaluate(in RowTokens row, Span<double> slopes)
    {
        var weights = Weights(row.LogRatios, shaping, cap);
        var (value, clipped) = (0.0, 0);
        for (var t = 0; t < weights.Length; t++)
        {
            slopes[t] = weights[t] * row.AdvantageAt(t);
            value += slopes[t] * row.LogProbs[t];
            clipped += weights[t] >= cap ? 1 : 0;
        }

        return new(value, clipped);
    }
}
