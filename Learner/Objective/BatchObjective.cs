using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>The loss of the rows of an optimizer batch and its derivative with respect to each token's log-prob.</summary>
internal sealed class BatchObjective
{
    private readonly IRowObjective _unguided;
    private readonly IRowObjective _guided;
    private readonly KlRecipe? _kl;

    /// <summary>The objectives that a recipe names.</summary>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="batchLogGamma">ln γ of the optimizer batch; null without guided tokens.</param>
    public BatchObjective(RunRecipe recipe, double? batchLogGamma)
    {
        _unguided = Named(recipe.Objective);
        _guided = recipe.Guidance.Shaping switch
        {
            Shaping.Clip => new PpoClip(recipe.Objective.ClipLow, recipe.Objective.ClipHigh),
            var shaping when WeightedRatio.Knows(shaping) => new WeightedRatio(shaping, recipe.Guidance.Cap),
            _ => new ShapedRatio(recipe.Guidance, batchLogGamma),
        };
        _kl = recipe.Objective.Kl is { Coefficient: > 0, Term: KlPlace.Loss } kl ? kl : null;
    }

    /// <summary>−w Σ_t term_t with its gradient.</summary>
    /// <param name="row">The row; at least one token.</param>
    /// <param name="logProbs">[T] log π_θ now.</param>
    /// <param name="logRatios">[T] ln ρ.</param>
    /// <param name="gradient">[T] receives ∂loss/∂log π_θ.</param>
    public RowLoss Evaluate(PlannedRow row, ReadOnlySpan<float> logProbs, ReadOnlySpan<double> logRatios, Span<float> gradient)
    {
        var slopes = new double[logRatios.Length];
        var terms = (row.Row.Guided ? _guided : _unguided).Evaluate(
            new RowTokens
            {
                LogRatios = logRatios,
                LogProbs = logProbs,
                Advantage = row.Advantage,
                TokenAdvantages = row.Advantages.Tokens,
                Corrections = row.Correction?.Weights,
            },
            slopes);
        var pull = row.Weight * slopes.Sum();
        var kl = AddKl(row, logProbs, slopes);
        for (var t = 0; t < slopes.Length; t++)
        {
            gradient[t] = (float)(-row.Weight * slopes[t]);
        }

        return new(-row.Weight * (terms.Value - (_kl?.Coefficient * kl ?? 0)), pull, terms.ClippedTokens, terms.LogGamma, kl);
    }

    /// <summary>The objective of unguided rows by its name in recipes.</summary>
    internal static IRowObjective Named(ObjectiveRecipe objective) => objective.Loss switch
    {
        LossKind.PpoClip => new PpoClip(objective.ClipLow, objective.ClipHigh),
        LossKind.DualClip => new DualClip(objective.ClipLow, objective.ClipHigh, objective.DualClip),
        LossKind.Cispo => new Cispo(objective.ClipLow, objective.ClipHigh),
        LossKind.Gspo => new Gspo(objective.ClipLow, objective.ClipHigh),
        _ => throw new InvalidOperationException($"unknown objective {objective.Loss}"),
    };

    // Guided rows are off-policy under the training context: an estimate from their tokens would not be one of the distance.
    private double? AddKl(PlannedRow row, ReadOnlySpan<float> logProbs, double[] slopes)
    {
        if (_kl is not { } kl || row.Row.Guided || row.ReferenceLogProbs is not { } reference)
        {
            return null;
        }

        var sum = 0.0;
        for (var t = 0; t < slopes.Length; t++)
        {
            var (value, slope) = Kl.Of(kl.Estimator, logProbs[t], reference[t]);
            sum += value;
            slopes[t] -= kl.Coefficient * slope;
        }

        return sum;
    }
}
