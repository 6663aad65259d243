using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>
/// Outcome advantages, one number per row (docs/algorithm.md, "One step", 2). Only rows that take part are here. Equal rewards give exactly 0,
/// so rounding can never make an advantage out of them: in a group for the estimators with a baseline per group, in the whole step for
/// REINFORCE++, whose baseline is the step's.
/// </summary>
public static class Advantages
{
    /// <summary>Added to a standard deviation that divides.</summary>
    public const double Epsilon = 1e-6;

    /// <summary>All rewards equal, or fewer than two rows.</summary>
    public static bool IsUniform(IReadOnlyList<ComposedRow> group)
    {
        for (var i = 1; i < group.Count; i++)
        {
            if (group[i].Reward != group[0].Reward)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Advantages of all groups of one step; the shape of the answer is the shape of <paramref name="groups"/>.</summary>
    /// <param name="kind">An estimator of rows.</param>
    /// <param name="groups">The rows.</param>
    /// <param name="reward">What a row earned in all; null = R.</param>
    public static double[][] Compute(AdvantageKind kind, IReadOnlyList<IReadOnlyList<ComposedRow>> groups, Func<ComposedRow, double>? reward = null)
    {
        var rewards = groups.Select(group => group.Select(row => reward is null ? row.Reward : reward(row)).ToArray()).ToArray();
        if (kind == AdvantageKind.ReinforcePlusPlus)
        {
            return WhitenedOverTokens(groups, rewards);
        }

        return Array.ConvertAll(rewards, group => IsUniform(group) ? new double[group.Length] : OfGroup(kind, group));
    }

    /// <summary>Advantages of one group whose rewards are not all equal.</summary>
    internal static double[] OfGroup(AdvantageKind kind, double[] rewards)
    {
        var n = rewards.Length;
        var mean = rewards.Average();
        var scale = kind switch
        {
            AdvantageKind.Grpo => 1 / (Math.Sqrt(rewards.Sum(reward => (reward - mean) * (reward - mean)) / (n - 1)) + Epsilon),
            AdvantageKind.DrGrpo => 1,
            AdvantageKind.Rloo => n / (n - 1.0),
            _ => throw new InvalidOperationException($"{kind} is not an estimator of one group"),
        };
        return Array.ConvertAll(rewards, reward => (reward - mean) * scale);
    }

    // REINFORCE++ (2501.03262): every token of a row carries R; whitened over the tokens of all rows of the step, so a long completion weighs
    // more, and a group that failed everywhere is below the step's mean. Population moments.
    private static double[][] WhitenedOverTokens(IReadOnlyList<IReadOnlyList<ComposedRow>> groups, double[][] rewards)
    {
        (int Tokens, double Reward)[] rows = [.. groups.Zip(rewards).SelectMany(static group => group.First.Zip(group.Second, static (row, reward) => (row.Tokens, reward)))];
        if (IsUniform([.. rows.Select(static row => row.Reward)]))
        {
            return Array.ConvertAll(rewards, static group => new double[group.Length]);
        }

        double tokens = rows.Sum(static row => (long)row.Tokens);
        var mean = rows.Sum(static row => row.Tokens * row.Reward) / tokens;
        var deviation = Math.Sqrt(rows.Sum(row => row.Tokens * (row.Reward - mean) * (row.Reward - mean)) / tokens);
        return Array.ConvertAll(rewards, group => Array.ConvertAll(group, reward => (reward - mean) / (deviation + Epsilon)));
    }

    private static bool IsUniform(double[] rewards) => Array.TrueForAll(rewards, reward => reward == rewards[0]);
}
