using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>Advantages of every row of a step, from its rewards and, where an option asks for them, the distance to a reference and a critic.</summary>
internal static class StepAdvantages
{
    /// <summary>[groups][rows], with the critic's targets where there is one.</summary>
    /// <param name="groups">All groups of the step.</param>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="prepared">What the preparation said of a row.</param>
    public static (RowAdvantage Advantage, ValueTarget? Value)[][] Compute(
        IReadOnlyList<IReadOnlyList<ComposedRow>> groups, RunRecipe recipe, Func<ComposedRow, PreparedRow> prepared)
    {
        var objective = recipe.Objective;
        var isKlRewarded = objective.Kl is { Coefficient: > 0, Term: KlPlace.Reward };
        return objective.Advantage switch
        {
            AdvantageKind.Gae => OfCritic(groups, recipe, prepared),
            AdvantageKind.ReinforcePlusPlus when isKlRewarded => OfRewardsToGo(groups, recipe, prepared),
            var kind => [.. Advantages.Compute(kind, groups, row => Reward(row, recipe) - (isKlRewarded ? Penalties(row, recipe, prepared(row)).Sum() : 0))
                .Select(static group => Array.ConvertAll(group, static advantage => (new RowAdvantage(advantage), (ValueTarget?)null)))],
        };
    }

    /// <summary>R with the overlong punishment: what the estimator sees; success and R itself stay the verdict's.</summary>
    internal static double Reward(ComposedRow row, RunRecipe recipe) =>
        row.Reward + OverlongShaping.Penalty(row.Tokens, recipe.Sampling.MaxCompletionTokens, recipe.Objective.OverlongTokens);

    /// <summary>[T] r_t: the outcome on the last token, less the distance to the reference on each where it is a reward.</summary>
    internal static double[] TokenRewards(ComposedRow row, RunRecipe recipe, PreparedRow prepared)
    {
        var rewards = Penalties(row, recipe, prepared);
        for (var t = 0; t < rewards.Length; t++)
        {
            rewards[t] = (t == rewards.Length - 1 ? Reward(row, recipe) : 0) - rewards[t];
        }

        return rewards;
    }

    // β·KL of each token of an unguided row at θ before the step; 0 for guided rows and where the distance is no reward.
    private static double[] Penalties(ComposedRow row, RunRecipe recipe, PreparedRow prepared)
    {
        var penalties = new double[row.Tokens];
        if (recipe.Objective.Kl is { Coefficient: > 0, Term: KlPlace.Reward } kl && !row.Guided)
        {
            for (var t = 0; t < penalties.Length; t++)
            {
                penalties[t] = kl.Coefficient * Losses.Kl.Of(kl.Estimator, prepared.LogProbs![t], prepared.ReferenceLogProbs![t]).Value;
            }
        }

        return penalties;
    }

    // REINFORCE++ with the distance in the reward (2501.03262, equation 6): A_t = Σ_{u≥t} r_u, whitened over the tokens of the step.
    private static (RowAdvantage, ValueTarget?)[][] OfRewardsToGo(
        IReadOnlyList<IReadOnlyList<ComposedRow>> groups, RunRecipe recipe, Func<ComposedRow, PreparedRow> prepared)
    {
        var rows = groups.SelectMany(static group => group).ToArray();
        var whitened = TokenWhitening.Whiten([.. rows.Select(row => GeneralizedAdvantages.Compute(TokenRewards(row, recipe, prepared(row)), new float[row.Tokens], 1, 1))]);
        return Regroup(groups, [.. whitened.Select(static tokens => (RowAdvantage.Of(tokens), (ValueTarget?)null))]);
    }

    private static (RowAdvantage, ValueTarget?)[][] OfCritic(
        IReadOnlyList<IReadOnlyList<ComposedRow>> groups, RunRecipe recipe, Func<ComposedRow, PreparedRow> prepared)
    {
        var value = recipe.Objective.Value;
        var rows = groups.SelectMany(static group => group).ToArray();
        var raw = Array.ConvertAll(rows, row => GeneralizedAdvantages.Compute(TokenRewards(row, recipe, prepared(row)), prepared(row).Values, value.Discount, value.Lambda));
        var targets = rows.Zip(raw, (row, advantages) => new ValueTarget(
            prepared(row).Values!,
            [.. advantages.Zip(prepared(row).Values!, static (advantage, old) => advantage + old)],
            Trains: row.Tokens > 0 && (value.GuidedInValueLoss || !row.Guided)));
        return Regroup(groups, [.. TokenWhitening.Whiten(raw).Zip(targets, static (tokens, target) => (RowAdvantage.Of(tokens), (ValueTarget?)target))]);
    }

    private static (RowAdvantage, ValueTarget?)[][] Regroup(IReadOnlyList<IReadOnlyList<ComposedRow>> groups, IReadOnlyList<(RowAdvantage, ValueTarget?)> rows)
    {
        var next = 0;
        return [.. groups.Select(group => group.Select(_ => rows[next++]).ToArray())];
    }
}
