using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Training;
using Guide.Recipes;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>The value head and how it learns (docs/algorithm.md, "Guide-PPO").</summary>
internal sealed class Critic(ValueRecipe recipe, ValueHead head) : IDisposable
{
    /// <summary>The head.</summary>
    public ValueHead Head => head;

    /// <summary>Whether a step is one of the beginning, in which only the critic learns.</summary>
    public bool IsWarmingUp(int version) => version < recipe.WarmupSteps;

    /// <summary>Whether a row is differentiated for the critic.</summary>
    public static bool Learns(PlannedRow row) => row.Value is { Trains: true };

    /// <summary>Σ_i w_i Σ_t value loss of the rows that enter it.</summary>
    /// <param name="states">[N, H] states that tokens were predicted from.</param>
    /// <param name="rows">The rows of the micro-batch.</param>
    /// <param name="metrics">Told each token.</param>
    /// <param name="movesTrunk">False: the head alone learns.</param>
    /// <returns>A scalar with the gradient of the head, and <c>trunk_coefficient</c> times that of the shared weights; null when a number is not finite.</returns>
    public Tensor? Loss(Tensor states, PlannedRow[] rows, StepMetrics metrics, bool movesTrunk)
    {
        var isShared = movesTrunk && recipe.TrunkCoefficient > 0;
        var values = head.Values(states.detach());
        var slopes = new float[states.shape[0]];
        var now = TensorMemory.ToFloats(values.detach());
        var start = 0;
        foreach (var row in rows)
        {
            if (row.Value is { Trains: true } target)
            {
                for (var t = 0; t < target.Returns.Length; t++)
                {
                    var term = ValueLoss.Term(now[start + t], target.Old[t], target.Returns[t], recipe.Clip);
                    slopes[start + t] = (float)(row.Weight * term.Slope);
                    metrics.Value.Add(term, row.Weight);
                }
            }

            start += row.Row.Tokens;
        }

        if (!Array.TrueForAll(slopes, float.IsFinite))
        {
            return null;
        }

        var loss = values.dot(tensor(slopes, device: states.device));
        if (!isShared)
        {
            return loss;
        }

        // The same head as a constant: the head's own gradient stays the plain one, whatever the shared weights get of it.
        var shared = Array.ConvertAll(slopes, slope => (float)(recipe.TrunkCoefficient * slope));
        Tensor[] both = [loss, head.ValuesByConstantHead(states).dot(tensor(shared, device: states.device))];
        return stack(both).sum();
    }

    /// <summary>One update of the head, its gradient clipped; a gradient that is not finite is dropped.</summary>
    /// <param name="maxNorm">The largest norm.</param>
    /// <returns>The norm before clipping; null = no gradient.</returns>
    public double? Update(double maxNorm)
    {
        if (!head.HasGradient())
        {
            return null;
        }

        var norm = head.Optimizer.ClipGradients(maxNorm);
        if (double.IsFinite(norm))
        {
            head.Optimizer.Step(recipe.HeadLearningRate);
        }

        head.Optimizer.ZeroGradients();
        return norm;
    }

    /// <inheritdoc />
    public void Dispose() => head.Dispose();
}
