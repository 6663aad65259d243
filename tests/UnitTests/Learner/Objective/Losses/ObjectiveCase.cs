using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

/// <summary>Rows for the tests of objectives, and what an objective says of them. Log-probs are the golden vectors' unless given.</summary>
internal static class ObjectiveCase
{
    /// <summary>Two sequences under the policy now, under π_old and under a behaviour policy that is neither; advantages +1 and −1.</summary>
    internal static readonly float[][] Now = [[-0.2f, -1.0f, -0.5f], [-0.7f, -0.3f]];
    internal static readonly float[][] Old = [[-0.3f, -0.9f, -0.9f], [-0.6f, -0.6f]];
    internal static readonly float[][] Behavior = [[-0.1f, -1.2f, -0.8f], [-0.9f, -0.5f]];

    internal static RowTerms Evaluate(IRowObjective objective, float[] now, float[] dividesBy, double advantage, out double[] slopes, double[]? corrections = null, double[]? advantages = null)
    {
        slopes = new double[now.Length];
        return objective.Evaluate(
            new RowTokens { LogRatios = LogRatio.Of(now, dividesBy), LogProbs = now, Advantage = advantage, TokenAdvantages = advantages, Corrections = corrections },
            slopes);
    }

    /// <summary>−(1/ΣT) Σ terms of the two sequences.</summary>
    internal static double TokenMean(IRowObjective objective, float[][] dividesBy, double[][]? corrections = null) =>
        -Enumerable.Range(0, 2).Sum(i => Evaluate(objective, Now[i], dividesBy[i], i == 0 ? 1 : -1, out _, corrections?[i]).Value) / 5;

    internal static PlannedRow Row(double advantage, float[] behavior, double weight, bool guided = false) => new(
        new ComposedRow(
            new TrainingRollout
            {
                GroupId = Rows.Root,
                Slot = 0,
                CompletionIds = new int[behavior.Length],
                BehaviorLogProbs = behavior,
                Temperature = 1,
                FinishReason = Guide.Contracts.FinishReason.Stop,
                PolicyVersion = 0,
                Outcome = Guide.Contracts.VerdictOutcome.Correct,
                Reward = 1,
            },
            guided),
        [1],
        new RowAdvantage(advantage),
        weight);

    internal static ObjectiveRecipe Recipe(LossKind loss) => new() { Loss = loss, ClipLow = 0.2, ClipHigh = 0.28, DualClip = 1.7 };
}
