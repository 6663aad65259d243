using Guide.Cli.Files;
using Guide.Contracts;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>What an experiment will write, before it begins: bytes.</summary>
/// <param name="Version">One policy version, without optimizer state: the largest arm's.</param>
/// <param name="Optimizer">Its optimizer state.</param>
/// <param name="Checkpoints">All checkpoint folders at their most, initial policies and the one being written included.</param>
/// <param name="Rollouts">Every rollout in the database if all were as long as they may be.</param>
/// <param name="KeepsAll">True: some arm removes no checkpoint.</param>
internal sealed record DiskEstimate(long Version, long Optimizer, long Checkpoints, long Rollouts, bool KeepsAll)
{
    /// <summary>Weights, moments and masters are stored as 32-bit numbers.</summary>
    private const long Number = 4;

    /// <summary>A token id, its log-prob and its text.</summary>
    private const long StoredToken = 12;

    /// <summary>A context of a group: its ids as they were sampled and as they are trained.</summary>
    private const long StoredContextToken = 8;

    /// <summary>A rollout's rows and their places in the indexes: itself, its verdict, what a step did with it. Measured: 700.</summary>
    private const long StoredRollout = 1000;

    /// <summary>The estimate for all runs.</summary>
    /// <param name="runs">The runs, each with the shape of its policy.</param>
    /// <param name="heldOut">Held-out prompts by arm; an arm that is not there has none.</param>
    public static DiskEstimate Of(IReadOnlyList<(PlannedRun Run, PolicyConfig Config)> runs, IReadOnlyDictionary<string, int>? heldOut = null)
    {
        var sum = new DiskEstimate(0, 0, 0, 0, false);
        foreach (var (run, config) in runs)
        {
            var of = Of(run, config, Sampled(run, runs), heldOut?.GetValueOrDefault(run.Arm) ?? 0);
            sum = new DiskEstimate(
                Math.Max(sum.Version, of.Version), Math.Max(sum.Optimizer, of.Optimizer), sum.Checkpoints + of.Checkpoints, sum.Rollouts + of.Rollouts, sum.KeepsAll || of.KeepsAll);
        }

        // The initial policies that arms share.
        return sum with { Checkpoints = sum.Checkpoints + runs.DistinctBy(r => InitialPolicies.NameOf(r.Run)).Sum(r => Number * ModelSize.Weights(r.Config)) };
    }

    /// <summary>Says what will be written, and refuses what cannot fit.</summary>
    /// <param name="folder">The run folder, for the message.</param>
    /// <param name="free">Bytes that are free there.</param>
    /// <exception cref="GuideException">Exit code 2: the checkpoints cannot fit; the key to change is named.</exception>
    public string Check(string folder, long free)
    {
        var text = $"disk: {ByteSize.Text(Version)} a version and {ByteSize.Text(Optimizer)} optimizer state, {ByteSize.Text(Checkpoints)} for all checkpoints that are kept, up to {ByteSize.Text(Rollouts)} for rollouts; {ByteSize.Text(free)} are free";
        if (Checkpoints > free)
        {
            var key = KeepsAll ? "set 'step.keep_checkpoints' to a small number (0 keeps all of them)" : "use 'policy.lora.rank', a smaller 'policy.checkpoint', or a '--run-folder' on a larger disk";
            throw GuideException.Usage($"{folder}: the checkpoints need {ByteSize.Text(Checkpoints)} and {ByteSize.Text(free)} are free there: {key}.");
        }

        return Checkpoints + Rollouts > free
            ? $"warning: {text}: the rollouts may not fit; 'sampling.max_completion_tokens', 'sampling.group_size' and 'step.steps' decide how many there are."
            : text;
    }

    /// <summary>Bytes that are free where a folder is, or will be.</summary>
    public static long FreeAt(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Directory.Exists(at))
        {
            at = Path.GetDirectoryName(at)!;
        }

        return new DriveInfo(at).AvailableFreeSpace;
    }

    /// <summary>Groups at most; of an arm that samples as many rollouts as another one, as many as that.</summary>
    private static long Sampled(PlannedRun run, IReadOnlyList<(PlannedRun Run, PolicyConfig Config)> runs) =>
        run.MatchRolloutsOf is { } other && runs.FirstOrDefault(r => r.Run.Arm == other && r.Run.Seed == run.Seed).Run is { } matched
            ? Sampled(matched, runs)
            : (long)run.Recipe.Step.Steps * run.Recipe.Step.RootGroupsPerStep * (run.Recipe.Guidance.Enabled ? 2 : 1);

    /// <summary>Evaluations at most: first and last version with hints and without, those on the way, the one that is compared.</summary>
    private static long Evaluations(PlannedRun run) =>
        4 + (run.Recipe.Evaluation.EveryVersions is > 0 and var every ? run.Recipe.Step.Steps / every : 0) + (run.MatchRolloutsOf is null ? 0 : 1);

    private static DiskEstimate Of(PlannedRun run, PolicyConfig config, long groups, long heldOut)
    {
        var (recipe, step) = (run.Recipe, run.Recipe.Step);
        var trained = recipe.Policy.Lora.Rank > 0 ? ModelSize.Adapter(config, recipe.Policy.Lora) : ModelSize.Weights(config);
        var version = Number * trained;
        var optimizer = Number * trained * (recipe.Policy.Lora.Rank > 0 ? 3 : 2);
        var keepsAll = step.KeepCheckpoints == 0;

        // Kept: the newest ones, the best, the one that is compared, the one being written; with state the newest and the one being written.
        var versions = keepsAll ? step.Steps + 1L : Math.Min(step.Steps + 1L, Math.Max(step.KeepCheckpoints, step.MaxStaleness + 1) + 1 + (run.MatchRolloutsOf is null ? 0 : 1) + 1);
        var states = keepsAll ? (step.Steps / recipe.Optimizer.OptimizerStateEvery) + 2L : Math.Min(2, step.Steps);
        return new DiskEstimate(
            version,
            optimizer,
            (Number * ModelSize.Weights(config)) + (versions * version) + (states * optimizer),
            (groups * Group(recipe, recipe.Sampling.GroupSize)) + (Evaluations(run) * heldOut * Group(recipe, recipe.Evaluation.SamplesPerProblem)),
            keepsAll);
    }

    private static long Group(RunRecipe recipe, long rollouts) =>
        (rollouts * (StoredRollout + (recipe.Sampling.MaxCompletionTokens * StoredToken))) + (recipe.Sampling.MaxPromptTokens * StoredContextToken);
}
