using System.Runtime.InteropServices;

using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>
/// Leaves the gradient of one optimizer batch in the weights. It reads top to bottom: forward what has no gradient, find γ, forward and
/// differentiate the rest, one micro-batch after the other.
/// </summary>
internal sealed class BatchGradient(RunRecipe recipe, CausalLm model, Critic? critic, StepMetrics metrics, CancellationToken cancellationToken)
{
    private int Budget => recipe.Objective.TokensPerMicrobatch;

    /// <summary>Adds the gradient of the rows.</summary>
    /// <param name="rows">The optimizer batch.</param>
    /// <param name="movesPolicy">False: only the critic learns.</param>
    /// <returns>True: there is one; null: no row has anything to learn from; false: a number is not finite, and the gradient must be thrown away.</returns>
    public bool? Add(IReadOnlyList<PlannedRow> rows, bool movesPolicy)
    {
        var isActive = rows.ToLookup(row => row.Row.Tokens > 0 && IsActive(row, movesPolicy));
        var active = RowForward.MicroBatches([.. isActive[true]], Budget);
        var guidedLogRatios = new List<double>();

        // Rows without an advantage have no gradient, but they count in γ and in the metrics: forward only.
        foreach (var batch in RowForward.MicroBatches([.. isActive[false].Where(row => row.Row.Tokens > 0)], Budget))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            cancellationToken.ThrowIfCancellationRequested();
            var forward = new RowForward(model, batch);
            forward.Report(metrics);
            forward.AddGuided(guidedLogRatios);
        }

        if (active.Count == 0)
        {
            return null;
        }

        using var batchScope = NewDisposeScope();
        var single = movesPolicy ? SingleForward(active, guidedLogRatios) : null;
        var logGamma = Gamma.Log(CollectionsMarshal.AsSpan(guidedLogRatios), recipe.Guidance);
        var loss = new BatchLoss(model, movesPolicy ? new BatchObjective(recipe, logGamma) : null, recipe.Objective.EntropyBonus, critic);
        foreach (var batch in active)
        {
            using var scope = NewDisposeScope();
            cancellationToken.ThrowIfCancellationRequested();
            var isFinite = loss switch
            {
                { Policy: null } => Backward(WithoutGraph(batch), loss),
                _ when recipe.Objective.GradientCheckpointing => CheckpointedBackward(batch, loss),
                _ => Backward(single ?? new(model, batch), loss),
            };
            if (!isFinite)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsActive(PlannedRow row, bool movesPolicy) =>
        (critic is not null && Critic.Learns(row))
        || (movesPolicy && (row.Pulls || (!row.Row.Guided && ((row.ReferenceLogProbs is not null && recipe.Objective.Kl.Term == KlPlace.Loss) || recipe.Objective.EntropyBonus > 0))));

    // γ is a quantile over the whole optimizer batch before the update. One micro-batch: its forward serves both; more, or checkpointing:
    // guided rows go through twice, the first time without a graph.
    private RowForward? SingleForward(List<PlannedRow[]> active, List<double> guidedLogRatios)
    {
        if (active.Count == 1 && !recipe.Objective.GradientCheckpointing)
        {
            var single = new RowForward(model, active[0]);
            single.AddGuided(guidedLogRatios);
            return single;
        }

        if (recipe.Guidance is { Shaping: Shaping.Percentile, Scope: ShapingScope.Batch })
        {
            foreach (var batch in RowForward.MicroBatches([.. active.SelectMany(batch => batch).Where(row => row.Row.Guided)], Budget))
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                cancellationToken.ThrowIfCancellationRequested();
                new RowForward(model, batch).AddGuided(guidedLogRatios);
            }
        }

        return null;
    }

    // Only the head learns: the network's activations are not needed again.
    private RowForward WithoutGraph(PlannedRow[] batch)
    {
        using var noGrad = no_grad();
        return new(model, batch);
    }

    private bool Backward(RowForward forward, BatchLoss batchLoss)
    {
        forward.Report(metrics);
        var loss = forward.Loss(batchLoss, metrics);
        loss?.backward();
        return loss is not null;
    }

    /// <summary>The same, one block's activations and one chunk's logits at a time.</summary>
    private bool CheckpointedBackward(PlannedRow[] batch, BatchLoss batchLoss)
    {
        var isFinite = true;
        model.CheckpointedBackward(RowForward.TrainingRows(batch), batch[0].Row.Rollout.Temperature, output =>
        {
            var forward = new RowForward(output, batch);
            forward.Report(metrics);
            var loss = forward.Loss(batchLoss, metrics);
            isFinite = loss is not null;
            return loss ?? output.LogProbs.sum(); // Not finite: the caller throws the gradients away.
        });
        return isFinite;
    }
}
