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
/// A step on a TorchSharp policy (docs/algorithm.md). It reads top to bottom: prepare what options ask for, plan the rows (pure), add the
/// gradient of each optimizer batch (<see cref="BatchGradient"/>), clip, update.
/// </summary>
public sealed class PolicyTrainer : IPolicyTrainer
{
    /// <summary>Share of the time of all steps that older checkpoints are loaded in, to compare rollouts with the weights they came from.</summary>
    private const double OlderVersionsShare = 0.02;

    private readonly RunRecipe _recipe;
    private readonly CausalLm _model;
    private readonly AdamWOptimizer _optimizer;
    private readonly Critic? _critic;
    private readonly TimeProvider _time;
    private readonly PreparationNeeds _needs;
    private CausalLm? _reference;
    private string _companions;
    private TimeSpan _stepTime;
    private TimeSpan _olderTime;

    private PolicyTrainer(RunRecipe recipe, CausalLm model, AdamWOptimizer optimizer, Critic? critic, string companions, int policyVersion, TimeProvider time)
    {
        (_recipe, _model, _optimizer, _critic, _companions, PolicyVersion, _time) = (recipe, model, optimizer, critic, companions, policyVersion, time);
        _needs = PreparationNeeds.Of(recipe);
    }

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
        Critic? critic = null;
        try
        {
            if (recipe.Policy.Lora.Rank > 0 && model.LoraSettings is null)
            {
                LoraAdapter.Attach(model, LoraSettings.From(recipe.Policy.Lora, policy.StoredType), recipe.Seed);
            }

            optimizer = new AdamWOptimizer(
                model.TrainableWeights,
                new() { Beta1 = recipe.Optimizer.Beta1, Beta2 = recipe.Optimizer.Beta2, WeightDecay = recipe.Optimizer.WeightDecay });
            critic = CriticOf(recipe, model, checkpointFolder, policyVersion);
            if (PolicyCheckpoint.HasOptimizerState(checkpointFolder))
            {
                PolicyCheckpoint.LoadOptimizer(checkpointFolder, optimizer);
            }

            return new(recipe, model, optimizer, critic, checkpointFolder, policyVersion, time ?? TimeProvider.System)
            {
                // A folder that cannot be used ends the run before its first step.
                _reference = recipe.Objective.Kl is { Coefficient: > 0, Reference: { } reference } ? PolicyCheckpoint.Load(reference, DeviceOf(recipe)).Model : null,
            };
        }
        catch
        {
            critic?.Dispose();
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
        var prepared = StepPreparation.Prepare(
            _needs, input.Lineages, _model, _critic, () => ReferenceOf(input), _recipe.Objective.TokensPerMicrobatch, cancellationToken);
        var plan = StepPlan.Make(input.Lineages, _recipe, prepared);
        var metrics = new StepMetrics(PolicyVersion);
        var isSeen = plan.Batches.Count > 0 && IsSeen(plan.Batches[0]);
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
            return new(folder, PolicyVersion, LoraAdapter.Save(folder, _model, relative, withOptimizerState ? _optimizer : null, SaveCritic));
        }

        var hash = PolicyCheckpoint.Save(folder, _model, tokenizerFrom: _companions, withOptimizerState ? _optimizer : null, beside: SaveCritic);

        // Older versions may be deleted: later ones take tokenizer and generation files from the newest.
        _companions = folder;
        return new(folder, PolicyVersion, hash);

        void SaveCritic(string made) => _critic?.Head.Save(made, withOptimizerState);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _critic?.Dispose();
        _optimizer.Dispose();
        _reference?.Dispose();
        _model.Dispose();
    }

    private static Critic? CriticOf(RunRecipe recipe, CausalLm model, string folder, int policyVersion)
    {
        if (recipe.Objective.Advantage != AdvantageKind.Gae)
        {
            return null;
        }

        var head = new ValueHead(model.Config.HiddenSize, model.Device, new() { Beta1 = recipe.Optimizer.Beta1, Beta2 = recipe.Optimizer.Beta2 });
        try
        {
            if (ValueHead.IsIn(folder))
            {
                head.Load(folder);
            }
            else if (policyVersion > 0)
            {
                throw new CheckpointException(folder, "its critic is missing (value_head.safetensors)");
            }

            return new Critic(recipe.Objective.Value, head);
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <summary>The reference policy: the recipe's checkpoint, else the run's version 0, loaded once.</summary>
    private CausalLm ReferenceOf(StepInput input) => _reference ??= PolicyCheckpoint.Load(
        input.Reference
            ?? throw new InvalidOperationException("the step was not told where version 0 is, and objective.kl needs it"),
        DeviceOf(_recipe)).Model;

    // Whether training's own first forward compares unguided rows of the version that the step starts from.
    private bool IsSeen(IReadOnlyList<PlannedRow> rows)
    {
        var told = rows.Where(static row => row.Row.Tokens > 0).ToLookup(static row => row.Pulls);
        return told[true].Concat(BatchGradient.Looked([.. told[false]])).Any(row => !row.Row.Guided && row.Row.Rollout.PolicyVersion == PolicyVersion);
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
        if (_critic?.Update(_recipe.Optimizer.MaxGradientNorm) is { } criticNorm)
        {
            metrics.Value.AddUpdate(criticNorm);
        }
    }

    /// <summary>
    /// Leaves the clipped gradient of one optimizer batch in the weights and returns its norm before clipping. Null: no row moves the policy, no
    /// gradient. Not finite: the update must be skipped.
    /// </summary>
    internal double? Accumulate(IReadOnlyList<PlannedRow> rows, StepMetrics metrics, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            RefuseUnknownBehavior(row.Row.Rollout);
        }

        var movesPolicy = _critic?.IsWarmingUp(PolicyVersion) != true;
        return new BatchGradient(_recipe, _model, _critic, metrics, cancellationToken).Add(rows, movesPolicy) switch
        {
            null => null,
            false => double.NaN,
            true => movesPolicy ? _optimizer.ClipGradients(_recipe.Optimizer.MaxGradientNorm) : null,
        };
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
