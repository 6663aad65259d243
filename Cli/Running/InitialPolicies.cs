using System.Collections.Concurrent;
using System.Text.Json;

using Guide.Cli.Environments.Dial;
using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>
/// Version 0 of every run: a copy of the recipe's checkpoint, or random weights after the environment's warm start. Runs that differ in
/// nothing that enters it share one folder: arms are compared from the same start.
/// </summary>
internal sealed class InitialPolicies(FrozenExperiment experiment, RunFolder folder)
{
    private const string VersionZero = "v000000";

    // One maker a folder: seeds that start from the same checkpoint wait for each other, others do not.
    private readonly ConcurrentDictionary<string, Lock> _makers = new(StringComparer.Ordinal);

    /// <summary>Makes the policy unless it is there, and copies it to where the run keeps its versions.</summary>
    /// <param name="run">The run.</param>
    /// <param name="progress">Told (updates done, loss in nats a token) of the warm start; null = nobody.</param>
    /// <param name="cancellationToken">Ends the warm start; it begins anew next time.</param>
    /// <returns>The folder of version 0, relative to the run's checkpoints, and the SHA-256 of its weights.</returns>
    /// <exception cref="CheckpointException">The recipe's checkpoint cannot be used.</exception>
    public async Task<(string Uri, string Sha256)> EnsureAsync(PlannedRun run, Action<int, double>? progress, CancellationToken cancellationToken)
    {
        var shared = FolderOf(run);
        var own = Path.Combine(folder.CheckpointsOf(run.RunId), VersionZero);
        await Task.Factory.StartNew(
            () =>
            {
                lock (_makers.GetOrAdd(shared, _ => new Lock()))
                {
                    if (!Directory.Exists(shared))
                    {
                        Make(run, shared, progress, cancellationToken);
                    }
                }

                Copy(shared, own);
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return (VersionZero, PolicyCheckpoint.Sha256(own));
    }

    /// <summary>The shared folder of a run's initial policy.</summary>
    public string FolderOf(PlannedRun run) => folder.In("initial", NameOf(run));

    /// <summary>A name for all that enters an initial policy.</summary>
    public static string NameOf(PlannedRun run)
    {
        var recipe = run.Recipe;
        var dial = recipe.Data.Environment is null ? null : recipe.Data.Dial;
        var enters = JsonSerializer.Serialize(new { recipe.Policy, Chance = dial?.RareWordChance ?? 0 }, SnakeCaseJson.Options)
            + (dial is { GuidedShortcut: > 0 } ? FormattableString.Invariant($" {dial.GuidedShortcut} {dial.UnguidedShortcut}") : "");
        return recipe.Policy.Checkpoint is null
            ? $"initial-{RecipeJson.Hash(enters)[..8]}-s{run.Seed}"
            : $"initial-{RecipeJson.Hash(enters)[..8]}";
    }

    private void Make(PlannedRun run, string path, Action<int, double>? progress, CancellationToken cancellationToken)
    {
        TorchRuntime.Initialize();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (experiment.Resolve(run.Recipe.Policy.Checkpoint) is not { } source)
        {
            DialPolicy.WriteInitial(run.Recipe, path, progress, cancellationToken);
            return;
        }

        // Loaded once before it is trusted: a broken checkpoint ends here, in one line, before anything is stored.
        using var policy = PolicyCheckpoint.Load(source);
        var (files, type) = (source, policy.StoredType);
        if (policy.Model.LoraSettings is not null)
        {
            // Rounded, the sum would lose what the adapter had learnt.
            (files, type) = (LoraAdapter.BaseOf(source), WeightType.Float32);
            LoraAdapter.Merge(policy.Model);
        }

        PolicyCheckpoint.Save(path, policy.Model, tokenizerFrom: files, type: type);
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            return;
        }

        var partial = $"{to}.partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        }

        Directory.Move(partial, to);
    }
}
