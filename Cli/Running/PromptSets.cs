using Guide.Cli.Environments.Dial;
using Guide.Contracts;
using Guide.DataSets;
using Guide.HintConsumer.Leaks;
using Guide.Recipes;
using Guide.Storage.Entities;

namespace Guide.Cli.Running;

/// <summary>The prompts of a run: those it trains on and those it is measured on.</summary>
/// <param name="Train">In file order; at least one.</param>
/// <param name="HeldOut">Never trained on; empty = nothing is measured.</param>
internal sealed record PromptSets(IReadOnlyList<PromptRecord> Train, IReadOnlyList<PromptRecord> HeldOut)
{
    /// <summary>Loads or generates the prompts of a run.</summary>
    /// <exception cref="GuideException">Exit code 2: a file is missing or a prompt is wrong, with its place.</exception>
    public static async Task<PromptSets> LoadAsync(FrozenExperiment experiment, PlannedRun run, CancellationToken cancellationToken)
    {
        var data = run.Recipe.Data;
        var train = data.Prompts is null
            ? DialGenerator.TrainPrompts(data.Dial, run.Seed)
            : Asked(await FileAsync(experiment.Resolve(data.Prompts)!, data.FirstPrompts ?? int.MaxValue, cancellationToken), data.PromptTemplate);
        var heldOut = run.Recipe.Evaluation.Prompts is { } file
            ? Asked(await FileAsync(experiment.Resolve(file)!, int.MaxValue, cancellationToken), run.Recipe.Evaluation.PromptTemplate ?? data.PromptTemplate)
            : data.Environment is not null ? DialGenerator.TestPrompts(data.Dial) : [];
        var ids = train.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return heldOut.FirstOrDefault(p => ids.Contains(p.Id)) is { } both
            ? throw GuideException.Usage($"{run.Recipe.Evaluation.Prompts}: the held-out prompt '{both.Id}' is also a training prompt.")
            : new PromptSets(train, heldOut);
    }

    /// <summary>Prompts with the words around them, as the policy reads them and as they are stored.</summary>
    /// <param name="prompts">The prompts of a file.</param>
    /// <param name="template">Contains {prompt} once.</param>
    public static IReadOnlyList<PromptRecord> Asked(IReadOnlyList<PromptRecord> prompts, string template)
    {
        var parts = template.Split("{prompt}");
        return parts is ["", ""] ? prompts : [.. prompts.Select(p => p with { Prompt = $"{parts[0]}{p.Prompt}{parts[1]}" })];
    }

    /// <summary>The database's rows.</summary>
    public IReadOnlyList<PromptRow> Rows(string runId) =>
        [.. Rows(runId, PromptRow.TrainSet, Train), .. Rows(runId, PromptRow.HeldOutSet, HeldOut)];

    /// <summary>The rows of one set.</summary>
    public static IReadOnlyList<PromptRow> Rows(string runId, string set, IReadOnlyList<PromptRecord> prompts) => [.. prompts.Select((p, i) => Row(runId, set, i, p))];

    /// <summary>
    /// The hints that held-out prompts come with, checked by the gate of training: one that says the answer would measure reading. Refused ones are
    /// stored with the reason.
    /// </summary>
    public static IReadOnlyList<HintRow> Hints(string runId, IReadOnlyList<PromptRecord> heldOut, GuidanceRecipe guidance, DateTimeOffset now) =>
        [.. heldOut.Where(static prompt => !string.IsNullOrWhiteSpace(prompt.Hint)).Select(prompt => new HintRow
        {
            RunId = runId,
            HintId = HintConsumer.Hints.Id(prompt.Id, HintRow.DataSource, guidance.Template, prompt.Hint!),
            PromptId = prompt.Id,
            Source = HintRow.DataSource,
            Template = guidance.Template,
            Text = prompt.Hint!,
            UnusableReason = HintGate.Reason(LeakCase.Of(prompt, prompt.Hint!, prompt.Solution, guidance.LargestShare)),
            CreatedAt = now,
        })];

    /// <summary>Reads a prompt file.</summary>
    public static async Task<IReadOnlyList<PromptRecord>> FileAsync(string path, int first, CancellationToken cancellationToken)
    {
        var prompts = new List<PromptRecord>();
        await foreach (var (prompt, _) in PromptReader.ReadFileAsync(path, cancellationToken))
        {
            prompts.Add(prompt);
            if (prompts.Count == first)
            {
                break;
            }
        }

        return prompts.Count > 0 ? prompts : throw GuideException.Usage($"{path}: there is no prompt in it.");
    }

    private static PromptRow Row(string runId, string set, int position, PromptRecord prompt) => new()
    {
        RunId = runId,
        PromptId = prompt.Id,
        PromptSet = set,
        Position = position,
        Domain = prompt.Domain,
        Text = prompt.Prompt,
        Gold = prompt.Gold,
        Tests = prompt.Tests?.GetRawText(),
        Hint = prompt.Hint,
        Solution = prompt.Solution,
        Difficulty = prompt.Difficulty,
        RelTol = prompt.RelTol,
        Source = prompt.Source,
    };
}
