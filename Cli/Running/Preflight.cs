using Guide.Cli.Environments.Dial;
using Guide.Contracts;
using Guide.DataSets;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>Everything about a new experiment that can be found out before anything of it is created.</summary>
internal sealed class Preflight(FrozenExperiment experiment, RunFolder folder, Judges judges)
{
    private readonly HashSet<string> _checkpoints = new(StringComparer.Ordinal);

    /// <summary>Checks data sets, checkpoints, templates, budgets and judges.</summary>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <returns>What the user should know although it is no error, a line each.</returns>
    /// <exception cref="GuideException">What is wrong.</exception>
    /// <exception cref="CheckpointException">A checkpoint cannot be used.</exception>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var heldOut = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var run in experiment.Runs().Where(run => run.Seed == experiment.Seeds[0]))
        {
            CheckDevice(run.Recipe.Policy.Device);
            var prompts = await PromptSets.LoadAsync(experiment, run, cancellationToken);
            heldOut[run.Arm] = prompts.HeldOut.Count;
            _ = await judges.ForAsync(prompts.Train.Concat(prompts.HeldOut), run.Recipe.Verification, cancellationToken);
            if (run.Recipe.Guidance is { Enabled: true, Sources: "data" })
            {
                NoteHints(run, HintCounts.Of(prompts.Train, run.Recipe.Guidance.LargestShare), notes);
            }

            if (experiment.Resolve(run.Recipe.Policy.Checkpoint) is { } checkpoint)
            {
                CheckCheckpoint(checkpoint, run.Recipe);
                var vocabulary = PolicyVocabulary.Of(checkpoint, run.Recipe.Sampling);
                CheckContexts(run, prompts, vocabulary);
                if (vocabulary.UnnamedTurnEnd is { } end)
                {
                    notes.Add($"{run.Arm}: the chat template ends turns with '{vocabulary.UnnamedTurnEndText}' (id {end}), which generation_config.json does not name; it stops completions, too.");
                }

                var room = vocabulary.MaxPositions - run.Recipe.Sampling.MaxCompletionTokens;
                NoteLengths($"{run.Arm}: of {prompts.Train.Count} prompts", "they will be discarded", run.Recipe, prompts.Train, room, vocabulary, notes);
                NoteLengths($"{run.Arm}: of {prompts.HeldOut.Count} held-out prompts", "they count as failed", run.Recipe, prompts.HeldOut, vocabulary.MaxPositions - 1, vocabulary, notes);
            }
        }

        notes.Add(DiskEstimate.Of([.. experiment.Runs().Select(run => (run, ShapeOf(run.Recipe)))], heldOut).Check(folder.Path, DiskEstimate.FreeAt(folder.Path)));
        return [.. notes.Distinct(StringComparer.Ordinal)];
    }

    private PolicyConfig ShapeOf(RunRecipe recipe) =>
        experiment.Resolve(recipe.Policy.Checkpoint) is { } checkpoint ? PolicyWords.Of(checkpoint).Config : PolicyConfig.FromRecipe(recipe.Policy, DialWords.All.Count, maxPositions: 1, bosId: null, eosIds: []);

    private static void NoteHints(PlannedRun run, HintCounts counts, List<string> notes)
    {
        if (counts.Usable == 0)
        {
            notes.Add($"warning: {run.Arm}: guidance is on, but no group can be guided: {counts}.");
        }
        else if (counts.Without + counts.Refused > 0)
        {
            notes.Add($"{run.Arm}: {counts}");
        }
    }

    private static void CheckDevice(string device)
    {
        if (device != "cpu")
        {
            TorchRuntime.Initialize();
            if (!TorchSharp.torch.cuda_is_available())
            {
                throw GuideException.Usage($"'policy.device': {device}, but this build or machine has no CUDA: build with -p:TorchBackend=cuda on a machine with a GPU, or say cpu.");
            }
        }
    }

    private void CheckCheckpoint(string folder, RunRecipe recipe)
    {
        if (_checkpoints.Add(folder))
        {
            // Loaded once before it is trusted: shapes and values of every weight.
            TorchRuntime.Initialize();
            PolicyCheckpoint.Load(folder).Dispose();
        }

        var config = PolicyWords.Of(folder).Config;
        if (recipe.Policy.Lora.Rank > Math.Min(config.HiddenSize, config.IntermediateSize))
        {
            throw GuideException.Usage($"'policy.lora.rank': {recipe.Policy.Lora.Rank} is more than the model's width of {config.HiddenSize}.");
        }

        if (recipe.Sampling.MaxCompletionTokens >= config.MaxPositions)
        {
            throw GuideException.Usage($"'sampling.max_completion_tokens': {recipe.Sampling.MaxCompletionTokens} leaves no room for a prompt: the model has {config.MaxPositions} positions.");
        }
    }

    /// <summary>What is sampled can be trained: both contexts of a guided group end alike.</summary>
    internal static void CheckContexts(PlannedRun run, PromptSets prompts, PolicyVocabulary vocabulary)
    {
        var guidance = run.Recipe.Guidance;
        if (vocabulary.Problem(guidance.Enabled ? guidance.Template : null, prompts.Train.Select(static prompt => (prompt.Id, prompt.Prompt, prompt.Hint))) is { } problem)
        {
            throw GuideException.Usage($"the run {run.RunId} cannot start: {problem}.");
        }
    }

    private static void NoteLengths(string of, string end, RunRecipe recipe, IReadOnlyList<PromptRecord> prompts, int room, PolicyVocabulary vocabulary, List<string> notes)
    {
        room = Math.Min(room, recipe.Sampling.MaxPromptTokens);
        var (tooLong, unknown) = (0, 0);
        string? first = null;
        foreach (var prompt in prompts)
        {
            try
            {
                tooLong += vocabulary.Unguided(prompt.Prompt).Length > room ? 1 : 0;
            }
            catch (TokenizationException exception)
            {
                unknown++;
                first ??= $"{prompt.Id}: {exception.Message}";
            }
        }

        if (tooLong + unknown == 0)
        {
            return;
        }

        var found = $"{of} {tooLong} are longer than the {room} tokens that sampling.max_prompt_tokens, sampling.max_completion_tokens and the model's {vocabulary.MaxPositions} positions leave, and {unknown} cannot be tokenised{(first is null ? "" : $" (the first: {first})")}";
        if (tooLong + unknown == prompts.Count)
        {
            throw GuideException.Usage($"{found}: none is left.");
        }

        notes.Add($"warning: {found}: {end}.");
    }
}
