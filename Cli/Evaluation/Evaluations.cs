using System.Collections.Concurrent;
using System.Text.Json;
using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Recipes;

namespace Guide.Cli.Evaluation;

/// <summary>The evaluations of an experiment: each is done once and kept as a file, so that a resumed run does not repeat it.</summary>
internal sealed class Evaluations(RunFolder folder, HeldOutEvaluator evaluator)
{
    private static readonly JsonSerializerOptions Json = new(SnakeCaseJson.Options) { WriteIndented = false };
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>The evaluation of a run's version, from the file or by doing it.</summary>
    public async Task<EvaluationResult> EnsureAsync(
        string key, string checkpointFolder, RunRecipe recipe, IReadOnlyList<PromptRecord> prompts, bool guided, Action<int>? progress, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (Find(folder, key) is { } done)
            {
                return done;
            }

            var result = await evaluator.EvaluateAsync(
                new EvaluationRequest
                {
                    Folder = checkpointFolder,
                    Name = Path.GetRelativePath(folder.Path, checkpointFolder),
                    Prompts = prompts,
                    Guided = guided,
                    SamplesPerProblem = recipe.Evaluation.SamplesPerProblem,
                    Seed = recipe.Seed,
                    Sampling = recipe.Sampling,
                    Template = recipe.Guidance.Template,
                    Judges = recipe.Verification,
                    Format = recipe.Verification.ToFormat(),
                },
                progress,
                cancellationToken);
            WholeFile.Write(FileOf(folder, key), JsonSerializer.Serialize(result, Json));
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A stored evaluation; null when it has not been done.</summary>
    public static EvaluationResult? Find(RunFolder folder, string key)
    {
        var file = FileOf(folder, key);
        return File.Exists(file) ? JsonSerializer.Deserialize<EvaluationResult>(File.ReadAllText(file), Json) : null;
    }

    /// <summary>The key of an initial policy's evaluation.</summary>
    public static string InitialKey(PlannedRun run, bool guided) => $"{InitialPolicies.NameOf(run)}{Suffix(guided)}";

    /// <summary>The key of a version's evaluation.</summary>
    public static string Key(string runId, int version, bool guided) => $"{runId}-v{version}{Suffix(guided)}";

    private static string Suffix(bool guided) => guided ? "-guided" : "";

    private static string FileOf(RunFolder folder, string key) => Path.Combine(folder.Evaluations, $"{key}.json");
}
