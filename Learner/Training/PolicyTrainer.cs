using System.Runtime.InteropServices;
using Guide.Learner.Objective;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;
using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>
/// Guide-GRPO's step on a TorchSharp policy (docs/algorithm.md). It reads top to bottom: plan the rows (pure), forward them, find γ, turn
/// every token's slope into a coefficient (pure), let autograd differentiate Σ coefficient · log π, clip, update.
/// </summary>
public sealed class PolicyTrainer : IPolicyTrainer
{
    private readonly RunRecipe _recipe;
    private readonly CausalLm _model;
    private readonly AdamWOptimizer _optimizer;
    private string _companions;

    private PolicyTrainer(RunRecipe recipe, CausalLm model, AdamWOptimizer optimizer, string companions, int policyVersion)
    {
        (_recipe, _model, _optimizer, _companions, PolicyVersion) = (recipe, model, optimizer, companions, policyVersion);
    }

    /// <inheritdoc />
    public int PolicyVersion { get; private set; }

    /// <summary>The weights, for samplers in this process; they change with every step.</summary>
    public CausalLm Model => _model;

    /// <summary>Loads weights, and the optimizer's state where the folder has it (else it starts afresh, moments 0).</summary>
    /// <param name="recipe">The run's frozen recipe.</param>
    /// <param name="checkpointFolder">The folder of that version.</param>
    /// <param name="policyVersion">Which version it is.</param>
    /// <exception cref="CheckpointException">The folder cannot be used; one line says why.</exception>
    public static PolicyTrainer Load(RunRecipe recipe, string checkpointFolder, int policyVersion)
    {
        var policy = PolicyCheckpoint.Load(checkpointFolder, recipe.Policy.Device == "cpu" ? null : device(recipe.Policy.Device));
        var model = policy.Model;
        AdamWOptimizer? optimizer = null;
        try
        {
            if (recipe.Policy.Lora.Rank > 0 && model.LoraSettings is null)
            {
                LoraAdapter.Attach(model, LoraSettings.From(recipe.Policy.Lora, policy.StoredType), recipe.Seed);
            }

            optimizer = new AdamWOptimizer(
                model.TrainableWeights,
                new() { Beta1 = recipe.Optimizer.Beta1, Beta2 = recipe.Optimizer.Beta2, WeightDecay = recipe.Optimizer.WeightDecay });
            if (PolicyCheckpoint.HasOptimizerState(checkpointFolder))
            {
                PolicyCheckpoint.LoadOptimizer(checkpointFolder, optimizer);
            }

            return new(recipe, model, optimizer, checkpointFolder, policyVersion);
        }
        catch
        {
            optimizer?.Dispose();
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public StepResult Step(IReadOnlyList<Lineage> lineages, CancellationToken cancellationToken)
    {
        var plan = StepPlan.Make(lineages, _recipe);
        var metrics = new StepMetrics();
        var (applied, skipped) = (0, 0);
        foreach (var (update, rows) in plan.Batches.Index())
        {
            metrics.LearningRate = LearningRates.At(
                _recipe.Optimizer,
                ((long)PolicyVersion * _recipe.Step.UpdatesPerStep) + update,
                (long)_recipe.Step.Steps * _recipe.Step.UpdatesPerStep);
            var gradientNorm = Accumulate(rows, metrics, cancellationToken);
            metrics.EndUpdate(gradientNorm is { } norm && double.IsFinite(norm) ? norm : null);
            if (gradientNorm is { } finite && double.IsFinite(finite))
            {
                _optimizer.Step(metrics.LearningRate);
                applied++;
            }
            else if (gradientNorm is not null)
            {
                skipped++;
            }

            _optimizer.ZeroGradients();
        }

        var learnerVersion = PolicyVersion++;
        var built = metrics.Build(lineages, plan, learnerVersion);
        built["updates_applied"] = applied;
        built["updates_skipped_non_finite"] = skipped;
        return new() { Rows = plan.Rows, Metrics = built, UpdatesApplied = applied, UpdatesSkippedNonFinite = skipped };
    }

    /// <inheritdoc />
    public CheckpointInfo Save(string folder, bool withOptimizerState)
    {
        if (_model.LoraSettings is not null)
        {
            // The adapter alone; its base is the run's first version, or whatever the adapter it came from named.
            var from = LoraAdapter.IsAdapter(_companions) ? LoraAdapter.BaseOf(_companions) : _companions;
            var relative = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(from));
            return new(folder, PolicyVersion, LoraAdapter.Save(folder, _model, relative, withOptimizerState ? _optimizer : null));
        }

        var hash = PolicyCheckpoint.Save(folder, _model, tokenizerFrom: _companions, withOptimizerState ? _optimizer : null);

        // Older versions may be deleted: later ones take tokenizer and generation files from the newest.
        _companions = folder;
        return new(folder, PolicyVersion, hash);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>
    /// Leaves the clipped gradient of one optimizer batch in the weights and returns its norm before clipping. Null: no row has an advantage,
    /// no gradient. Not finite: the update must be skipped.
    /// </summary>
    internal double? Accumulate(IReadOnlyList<PlannedRow> rows, StepMetrics metrics, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            RefuseUnknownBehavior(row);
        }

        var isActive = rows.ToLookup(row => row.Advantage != 0 && row.Row.Tokens > 0);
        var active = MicroBatches([.. isActive[true]]);
        var guidedLogRatios = new List<double>();

        // Rows without an advantage have no gradient, but they count in γ and in the metrics: forward only.
        foreach (var batch in MicroBatches([.. isActive[false].Where(row => row.Row.Tokens > 0)]))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            cancellationToken.ThrowIfCancellationRequested();
            var forward = new Forward(_model, batch);
            forward.Report(metrics, guidedLogRatios);
        }

        if (active.Count == 0)
        {
            return null;
        }

        using var batchScope = NewDisposeScope();

        // γ is a quantile over the whole optimizer batch before the update. One micro-batch: its forward serves both; more, or checkpointing:
        // guided rows go through twice, the first time without a graph.
        Forward? single = null;
        if (active.Count == 1 && !_recipe.Objective.GradientCheckpointing)
        {
            single = new(_model, active[0]);
            single.AddGuided(guidedLogRatios);
        }
        else if (_recipe.Guidance is { Shaping: Shaping.Percentile, Scope: ShapingScope.Batch })
        {
            foreach (var batch in MicroBatches([.. active.SelectMany(batch => batch).Where(row => row.Row.Guided)]))
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                cancellationToken.ThrowIfCancellationRequested();
                new Forward(_model, batch).AddGuided(guidedLogRatios);
            }
        }

        var logGamma = TokenObjective.PercentileLogGamma(CollectionsMarshal.AsSpan(guidedLogRatios), _recipe.Guidance.Percentile);
        var isFinite = true;
        foreach (var batch in active)
        {
            using var scope = NewDisposeScope();
            cancellationToken.ThrowIfCancellationRequested();
            if (_recipe.Objective.GradientCheckpointing)
            {
                isFinite &= CheckpointedBackward(batch, logGamma, metrics);
            }
            else
            {
                var forward = single ?? new(_model, batch);
                forward.Report(metrics, guided: null);
                isFinite &= forward.Backward(logGamma, _recipe, metrics);
            }

            if (!isFinite)
            {
                return double.NaN;
            }
        }

        return _optimizer.ClipGradients(_recipe.Optimizer.MaxGradientNorm);
    }

    /// <summary>As <see cref="Forward.Backward"/>, one block's activations and one chunk's logits at a time.</summary>
    private bool CheckpointedBackward(PlannedRow[] batch, double? logGamma, StepMetrics metrics)
    {
        var isFinite = true;
        _model.CheckpointedBackward(Forward.TrainingRows(batch), batch[0].Row.Rollout.Temperature, output =>
        {
            var forward = new Forward(output, batch);
            forward.Report(metrics, guided: null);
            var loss = forward.Loss(logGamma, _recipe, metrics);
            isFinite = loss is not null;
            return loss ?? output.LogProbs.sum(); // Not finite: the caller throws the gradients away.
        });
        return isFinite;
    }

    private static void RefuseUnknownBehavior(PlannedRow row)
    {
        var rollout = row.Row.Rollout;
        if (rollout.BehaviorLogProbs.Length != rollout.CompletionIds.Length || !Array.TrueForAll(rollout.BehaviorLogProbs, float.IsFinite))
        {
            throw new ArgumentException(
                $"rollout {rollout.Slot} of group {rollout.GroupId}: {rollout.BehaviorLogProbs.Length} behaviour log-probs for {rollout.CompletionIds.Length} tokens, or one not finite: its importance ratio is unknown",
                nameof(row));
        }
    }

    /// <summary>Micro-batches within the token budget, of one temperature each.</summary>
    private List<PlannedRow[]> MicroBatches(IReadOnlyList<PlannedRow> rows) =>
        [.. rows.GroupBy(static row => row.Row.Rollout.Temperature).OrderBy(static group => group.Key).SelectMany(group =>
            TokenBudget.Split(group, static row => row.TrainingContext.Length + row.Row.Tokens, _recipe.Objective.TokensPerMicrobatch))];

    /// <summary>One micro-batch through the network. Its tensors belong to the dispose scope around it.</summary>
    private sealed class Forward
    {
        private readonly PlannedRow[] _rows;
        private readonly Tensor _logProbs; // [N], N = Σ T_i, row after row
        private readonly double[][] _logRatios; // [rows][T_i]
        private readonly float[] _entropies; // [N]

        internal Forward(CausalLm model, PlannedRow[] rows)
            : this(model.CompletionLogProbs(TrainingRows(rows), rows[0].Row.Rollout.Temperature), rows)
        {
        }

        internal Forward(TokenLogProbs output, PlannedRow[] rows)
        {
            _rows = rows;
            _logProbs = output.LogProbs;
            _entropies = TensorMemory.ToFloats(output.Entropies);
            var values = TensorMemory.ToFloats(output.LogProbs);
            _logRatios = new double[rows.Length][];
            var start = 0;
            for (var i = 0; i < rows.Length; start += rows[i].Row.Tokens, i++)
            {
                _logRatios[i] = BatchObjective.LogRatios(rows[i], values.AsSpan(start, rows[i].Row.Tokens));
            }
        }

        internal static TrainingRow[] TrainingRows(PlannedRow[] rows) => [.. rows.Select(row => new TrainingRow(row.TrainingContext, row.Row.Rollout.CompletionIds))];

        internal void AddGuided(List<double> logRatios)
        {
            foreach (var (row, ratios) in _rows.Zip(_logRatios))
            {
                if (row.Row.Guided)
                {
                    logRatios.AddRange(ratios);
                }
            }
        }

        internal void Report(StepMetrics metrics, List<double>? guided)
        {
            var start = 0;
            for (var i = 0; i < _rows.Length; start += _logRatios[i].Length, i++)
            {
                metrics.AddTokens(_rows[i], _logRatios[i], _entropies.AsSpan(start, _logRatios[i].Length));
            }

            if (guided is not null)
            {
                AddGuided(guided);
            }
        }

        /// <summary>∂loss/∂θ = Σ_t ∂loss/∂log π_t · ∂log π_t/∂θ: the first factor is arithmetic, autograd does the second.</summary>
        /// <returns>False when a number is not finite; then nothing was added.</returns>
        internal bool Backward(double? logGamma, RunRecipe recipe, StepMetrics metrics)
        {
            var loss = Loss(logGamma, recipe, metrics);
            loss?.backward();
            return loss is not null;
        }

        /// <summary>A scalar with the objective's gradient; null when a number is not finite.</summary>
        internal Tensor? Loss(double? logGamma, RunRecipe recipe, StepMetrics metrics)
        {
            var coefficients = new float[_entropies.Length];
            var start = 0;
            for (var i = 0; i < _rows.Length; start += _logRatios[i].Length, i++)
            {
                var loss = BatchObjective.Evaluate(_rows[i], _logRatios[i], logGamma, recipe, coefficients.AsSpan(start, _logRatios[i].Length));
                metrics.AddLoss(_rows[i], loss);
                if (!double.IsFinite(loss.Loss))
                {
                    return null;
                }
            }

            if (!Array.TrueForAll(coefficients, float.IsFinite))
            {
                return null;
            }

            return _logProbs.dot(tensor(coefficients, device: _logProbs.device));
        }
    }
}
