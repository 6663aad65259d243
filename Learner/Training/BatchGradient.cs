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
    // A forward is a third of a row's work, and late in a run most rows have no advantage.
    private const int AlwaysLooked = 32;
    private const int OneIn = 8;

    private int Budget => recipe.Objective.TokensPerMicrobatch;

    /// <summary>Adds the gradient of the rows.</summary>
    /// <param name="rows">The optimizer batch.</param>
    /// <param name="movesPolicy">False: only the critic learns.</param>
    /// <returns>True: there is one; null: no row has anything to learn from; false: a number is not finite, and the gradient must be thrown away.</returns>
    public bool? Add(IReadOnlyList<PlannedRow> rows, bool movesPolicy)
    {
        var isActive = rows.ToLookup(row => IsActive(row, movesPolicy));
        var active = RowForward.MicroBatches([.. isActive[true]], Budget);
        var guidedLogRatios = new List<double>();

        // Rows without a gradient: guided ones for γ, of unguided ones as many as the metrics need. Forward only.
        PlannedRow[] idle = [.. isActive[false].Where(row => row.Row.Tokens > 0)];
        var seen = Looked(idle);
        var unguided = seen.Count(row => !row.Row.Guided);
        var weight = unguided == 0 ? 1 : idle.Count(row => !row.Row.Guided) / (double)unguided;
        metrics.AddUnseen(idle.Except<PlannedRow>(seen, ReferenceEqualityComparer.Instance));
        foreach (var batch in RowForward.MicroBatches(seen, Budget))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            cancellationToken.ThrowIfCancellationRequested();
            var forward = new RowForward(model, batch);
            forward.Report(metrics, weight);
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

    /// <summary>Rows that are forwarded though they have no gradient: all guided ones, and of many unguided ones every eighth.</summary>
    internal static IReadOnlyList<PlannedRow> Looked(IReadOnlyList<PlannedRow> idle)
    {
        PlannedRow[] unguided = [.. idle.Where(static row => !row.Row.Guided)];
        return unguided.Length <= AlwaysLooked
            ? idle
            : [.. idle.Where(static row => row.Row.Guided), .. unguided.Where(static (_, place) => place % OneIn == 0)];
    }

    private bool IsActive(PlannedRow row, bool movesPolicy) => row.Row.Tokens > 0 && (
        (critic is not null && Critic.Learns(row))
        || (movesPolicy && (row.Pulls || (!row.Row.Guided && ((row.ReferenceLogProbs is not null && recipe.Objective.Kl.Term == KlPlace.Loss) || recipe.Objective.EntropyBonus > 0)))));

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
