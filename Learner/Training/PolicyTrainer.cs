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
    /// <summary>Share of the time of all steps that older checkpoints are loaded in, to compare rollouts with the weights they came from.</summary>
    private const double OlderVersionsShare = 0.02;

    private readonly RunRecipe _recipe;
    private readonly CausalLm _model;
    private readonly AdamWOptimizer _optimizer;
    private readonly TimeProvider _time;
    private string _companions;
    private TimeSpan _stepTime;
    private TimeSpan _olderTime;

    private PolicyTrainer(RunRecipe recipe, CausalLm model, AdamWOptimizer optimizer, string companions, int policyVersion, TimeProvider time) =>
        (_recipe, _model, _optimizer, _companions, PolicyVersion, _time) = (recipe, model, optimizer, companions, policyVersion, time);

    /// <inheritdoc />
    public int PolicyVersion { get; private set; }

    /// <summary>The weights, for samplers in this process; they change with every step.</summary>
    public CausalLm Model => _model;

    /// <summary>Loads weights, and the optimizer's state where the folder has it (else it starts afresh, moments 0).</summary>
    /// <param name="recipe">The run's frozen recipe.</param>
    /// <param name="checkpointFolder">The folder of that version.</param>
    /// <param name="policyVersion">Which version it is.</param>
    /// <param name="time">Measures steps; null = the system's.</param>
    /// <exception cref="CheckpointException">The folder cannot be used; one line says why.</exception>
    public static PolicyTrainer Load(RunRecipe recipe, string checkpointFolder, int policyVersion, TimeProvider? time = null)
    {
        var policy = PolicyCheckpoint.Load(checkpointFolder, DeviceOf(recipe));
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

            return new(recipe, model, optimizer, checkpointFolder, policyVersion, time ?? TimeProvider.System);
        }
        catch
        {
            optimizer?.Dispose();
            model.Dispose();
            throw;
        }
    }

    /// <summary>A step of lineages that nobody has composed yet.</summary>
    public StepResult Step(IReadOnlyList<Lineage> lineages, CancellationToken cancellationToken) =>
        Step(new StepInput { Lineages = [.. lineages.Select(lineage => GroupComposer.Compose(lineage, _recipe))] }, cancellationToken);

    /// <inheritdoc />
    public StepResult Step(StepInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var started = _time.GetTimestamp();
        var plan = StepPlan.Make(input.Lineages, _recipe);
        var metrics = new StepMetrics(PolicyVersion);
        var isSeen = plan.Batches.Count > 0 && plan.Batches[0].Any(row => !row.Row.Guided && row.Row.Tokens > 0 && row.Row.Rollout.PolicyVersion == PolicyVersion);
        Probe(StepProbe.Choose(input, PolicyVersion, isSeen), metrics, cancellationToken);
        foreach (var (update, rows) in plan.Batches.Index())
        {
            Update(update, rows, metrics, cancellationToken);
        }

        PolicyVersion++;
        var elapsed = _time.GetElapsedTime(started);
        _stepTime += elapsed;
        return metrics.Build(input, plan, _recipe.Deterministic ? null : elapsed);
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

    private static Device? DeviceOf(RunRecipe recipe) => recipe.Policy.Device == "cpu" ? null : device(recipe.Policy.Device);

    /// <summary>
    /// What is measured at θ before the first update, by forwards that training does not need: sampler against trainer under the sampling
    /// context, and what correct guided rollouts owe to their hint.
    /// </summary>
    private void Probe(StepProbe probe, StepMetrics metrics, CancellationToken cancellationToken)
    {
        var budget = _recipe.Objective.TokensPerMicrobatch;
        ProbeRow[] rows = [.. probe.Reliance.Union(probe.Own)];
        var sampling = PolicyComparison.LogProbs(_model, [.. rows.Select(row => (row.SamplingContext, row.Rollout))], budget, cancellationToken);
        var training = PolicyComparison.LogProbs(_model, [.. probe.Reliance.Select(row => (row.TrainingContext, row.Rollout))], budget, cancellationToken);
        metrics.AddReliance(training.Zip(sampling, static (without, with) => without.Zip(with, (q, qh) => (double)q - qh).Average()));
        var logProbs = rows.Zip(sampling).ToDictionary(pair => pair.First, pair => pair.Second);
        metrics.AddGaps(PolicyComparison.Gaps(probe.Own, [.. probe.Own.Select(row => logProbs[row])]));
        if (probe.OlderVersion is { } older)
        {
            metrics.AddGaps(CompareWith(older, probe.Older, cancellationToken));
        }
    }

    /// <summary>
    /// Loads an older version beside the trained one. That costs time and one copy of the weights, so it happens in the first step that can
    /// and then within its share of time; in a deterministic run in every step, since its metrics must not depend on a clock.
    /// </summary>
    private IEnumerable<SamplerGap> CompareWith(CheckpointInfo version, IReadOnlyList<ProbeRow> rows, CancellationToken cancellationToken)
    {
        if (!_recipe.Deterministic && _olderTime > OlderVersionsShare * _stepTime)
        {
            return [];
        }

        var started = _time.GetTimestamp();
        try
        {
            using var policy = PolicyCheckpoint.Load(version.Folder, DeviceOf(_recipe), expectedSha256: version.Sha256);
            return [.. PolicyComparison.Gaps(
                rows,
                PolicyComparison.LogProbs(
                    policy.Model, [.. rows.Select(row => (row.SamplingContext, row.Rollout))], _recipe.Objective.TokensPerMicrobatch, cancellationToken))];
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException || IsOutOfMemory(exception))
        {
            // Removed meanwhile, or no room for a second copy: then there is nothing to compare with, and the metrics count that.
            return [];
        }
        finally
        {
            _olderTime += _time.GetElapsedTime(started);
        }
    }

    private static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException || (exception is ExternalException && exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase));

    private void Update(int update, IReadOnlyList<PlannedRow> rows, StepMetrics metrics, CancellationToken cancellationToken)
    {
        var rate = LearningRates.At(
            _recipe.Optimizer,
            _optimizer.Steps,
            ((long)PolicyVersion * _recipe.Step.UpdatesPerStep) + update,
            (long)_recipe.Step.Steps * _recipe.Step.UpdatesPerStep);
        var gradientNorm = Accumulate(rows, metrics, cancellationToken);
        if (gradientNorm is { } norm && double.IsFinite(norm))
        {
            _optimizer.Step(rate);
        }

        metrics.EndUpdate(rate, gradientNorm);
        _optimizer.ZeroGradients();
    }

    /// <summary>
    /// Leaves the clipped gradient of one optimizer batch in the weights and returns its norm before clipping. Null: no row has an advantage,
    /// no gradient. Not finite: the update must be skipped.
    /// </summary>
    internal double? Accumulate(IReadOnlyList<PlannedRow> rows, StepMetrics metrics, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            RefuseUnknownBehavior(row.Row.Rollout);
        }

        var isActive = rows.ToLookup(row => row.Advantage != 0 && row.Row.Tokens > 0);
        var active = RowForward.MicroBatches([.. isActive[true]], _recipe.Objective.TokensPerMicrobatch);
        var guidedLogRatios = new List<double>();

        // Rows without an advantage have no gradient, but they count in γ and in the metrics: forward only.
        foreach (var batch in RowForward.MicroBatches([.. isActive[false].Where(row => row.Row.Tokens > 0)], _recipe.Objective.TokensPerMicrobatch))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            cancellationToken.ThrowIfCancellationRequested();
            var forward = new RowForward(_model, batch);
            forward.Report(metrics);
            forward.AddGuided(guidedLogRatios);
        }

        if (active.Count == 0)
        {
            return null;
        }

        using var batchScope = NewDisposeScope();

        // γ is a quantile over the whole optimizer batch before the update. One micro-batch: its forward serves both; more, or checkpointing:
        // guided rows go through twice, the first time without a graph.
        RowForward? single = null;
        if (active.Count == 1 && !_recipe.Objective.GradientCheckpointing)
        {
            single = new(_model, active[0]);
            single.AddGuided(guidedLogRatios);
        }
        else if (_recipe.Guidance is { Shaping: Shaping.Percentile, Scope: ShapingScope.Batch })
        {
            foreach (var batch in RowForward.MicroBatches([.. active.SelectMany(batch => batch).Where(row => row.Row.Guided)], _recipe.Objective.TokensPerMicrobatch))
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                cancellationToken.ThrowIfCancellationRequested();
                new RowForward(_model, batch).AddGuided(guidedLogRatios);
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
                forward.Report(metrics);
                isFinite &= forward.Backward(logGamma, _recipe, metrics);
            }

            if (!isFinite)
            {
                return double.NaN;
            }
        }

        return _optimizer.ClipGradients(_recipe.Optimizer.MaxGradientNorm);
    }

    /// <summary>As <see cref="RowForward.Backward"/>, one block's activations and one chunk's logits at a time.</summary>
    private bool CheckpointedBackward(PlannedRow[] batch, double? logGamma, StepMetrics metrics)
    {
        var isFinite = true;
        _model.CheckpointedBackward(RowForward.TrainingRows(batch), batch[0].Row.Rollout.Temperature, output =>
        {
            var forward = new RowForward(output, batch);
            forward.Report(metrics);
            var loss = forward.Loss(logGamma, _recipe, metrics);
            isFinite = loss is not null;
            return loss ?? output.LogProbs.sum(); // Not finite: the caller throws the gradients away.
        });
        return isFinite;
    }

    private static void RefuseUnknownBehavior(TrainingRollout rollout)
    {
        if (rollout.BehaviorLogProbs.Length != rollout.CompletionIds.Length || !Array.TrueForAll(rollout.BehaviorLogProbs, float.IsFinite))
        {
            throw new ArgumentException(
                $"rollout {rollout.Slot} of group {rollout.GroupId}: {rollout.BehaviorLogProbs.Length} behaviour log-probs for {rollout.CompletionIds.Length} tokens, or one not finite: its importance ratio is unknown",
                nameof(rollout));
        }
    }
}
