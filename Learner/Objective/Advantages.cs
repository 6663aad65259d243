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
    public static double[][] Compute(AdvantageKind kind, IReadOnlyList<IReadOnlyList<ComposedRow>> groups)
    {
        if (kind == AdvantageKind.ReinforcePlusPlus)
        {
            return WhitenedOverTokens(groups);
        }

        var result = new double[groups.Count][];
        for (var g = 0; g < groups.Count; g++)
        {
            var rewards = groups[g].Select(row => row.Reward).ToArray();
            result[g] = IsUniform(groups[g]) ? new double[rewards.Length] : OfGroup(kind, rewards);
        }

        return result;
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
    private static double[][] WhitenedOverTokens(IReadOnlyList<IReadOnlyList<ComposedRow>> groups)
    {
        ComposedRow[] rows = [.. groups.SelectMany(group => group)];
        if (IsUniform(rows))
        {
            return [.. groups.Select(group => new double[group.Count])];
        }

        double tokens = rows.Sum(row => (long)row.Tokens);
        var mean = rows.Sum(row => row.Tokens * row.Reward) / tokens;
        var deviation = Math.Sqrt(rows.Sum(row => row.Tokens * (row.Reward - mean) * (row.Reward - mean)) / tokens);
        return [.. groups.Select(group => (double[])[.. group.Select(row => (row.Reward - mean) / (deviation + Epsilon))])];
    }
}
