using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Evaluation;

/// <summary>
/// <c>guide eval --run</c>: a version of a run, measured by the run's stages. What is asked for is written into the run; whoever works on it does
/// it beside its training, and an embedded run that has ended is opened again for it.
/// </summary>
/// <param name="stages">The run, and whoever works on it.</param>
internal sealed class RunEvaluation(RunStages stages)
{
    private readonly GuideDatabase _database = stages.Database;
    private readonly EvaluationGroups _groups = new(stages.Database);

    /// <summary>Asks for it, waits for it, reads it: without hints, then with hints.</summary>
    /// <exception cref="GuideException">There is no such version; a set of that name holds other prompts; the stages failed.</exception>
    public async Task<IReadOnlyList<EvaluationResult>> MeasureAsync(RunEvaluationRequest request, Action<JudgedCompletion>? judged, CancellationToken cancellationToken)
    {
        var run = request.Run;
        var recipe = RecipeJson.Thaw(run.Recipe);
        var version = await VersionAsync(request, cancellationToken);
        foreach (var (name, prompts) in request.Sets)
        {
            var now = await _database.ReadAsync((db, token) => _database.NowAsync(db, token), cancellationToken);
            await _groups.AddSetAsync(run.RunId, name, PromptSets.Rows(run.RunId, name, prompts), PromptSets.Hints(run.RunId, prompts, recipe.Guidance, now), cancellationToken);
        }

        var sets = request.Sets.Count == 0 ? [PromptRow.HeldOutSet] : request.Sets.Select(static set => set.Name).ToArray();
        var targets = (request.Guided ? (bool[])[false, true] : [false])
            .Select(guided => (Guided: guided, Targets: sets.Select(set => new EvaluationTarget(version.Version, set, guided, request.Samples ?? recipe.Evaluation.SamplesPerProblem) { Settings = request.Settings }).ToList()))
            .ToList();
        var all = targets.SelectMany(static side => side.Targets).ToList();
        await _groups.RequestAsync(run.RunId, all, cancellationToken);
        await WaitAsync(run, all, cancellationToken);
        var results = new List<EvaluationResult>();
        foreach (var (guided, of) in targets)
        {
            results.Add(await ReadAsync(run, of, $"{run.RunId} v{version.Version}", guided, judged, cancellationToken));
        }

        return results;
    }

    private async Task<PolicyVersionRow> VersionAsync(RunEvaluationRequest request, CancellationToken cancellationToken)
    {
        var versions = new RunStore(_database);
        return (request.Version is { } asked
                ? await versions.VersionAsync(request.Run.RunId, asked, cancellationToken)
                : await versions.NewestVersionAsync(request.Run.RunId, cancellationToken))
            ?? throw GuideException.Usage($"The run '{request.Run.RunId}' has no version {request.Version}.");
    }

    private async Task WaitAsync(RunRow run, List<EvaluationTarget> targets, CancellationToken cancellationToken)
    {
        if ((await ProgressAsync(run, targets, cancellationToken)).Groups == 0)
        {
            throw GuideException.Usage($"the run {run.RunId} has no prompts of {string.Join(", ", targets.Select(static target => target.PromptSet).Distinct())} to be measured on: give --data.");
        }

        await stages.FinishAsync(samples: true, () => ProgressAsync(run, targets, cancellationToken), cancellationToken);
    }

    private async Task<(int Groups, int Open)> ProgressAsync(RunRow run, List<EvaluationTarget> targets, CancellationToken cancellationToken)
    {
        var (groups, open) = (0, 0);
        foreach (var target in targets)
        {
            var (all, left) = await _groups.ProgressAsync(run.RunId, target, cancellationToken);
            (groups, open) = (groups + all, open + left);
        }

        return (groups, open);
    }

    private async Task<EvaluationResult> ReadAsync(RunRow run, List<EvaluationTarget> targets, string name, bool guided, Action<JudgedCompletion>? judged, CancellationToken cancellationToken)
    {
        var stored = new StageEvaluation(_database);
        var parts = new List<EvaluationResult>();
        EvaluatedGroup? lost = null;
        foreach (var target in targets)
        {
            if (await stored.FindAsync(run, target, name, cancellationToken) is { } part)
            {
                parts.Add(part);
            }
            else if (await _groups.OfAsync(run.RunId, target, cancellationToken) is [var first, ..])
            {
                lost ??= first;
            }

            if (judged is not null)
            {
                await stored.TellAsync(run, target, judged, cancellationToken);
            }
        }

        return parts.Count == 0 && lost is not null
            ? throw new GuideException($"none of the problems could be judged, the first: '{lost.PromptId}'{(lost.DiscardReason == DiscardReason.None ? "" : $" ({SnakeCaseJson.Word(lost.DiscardReason)})")}; see guide explain {lost.GroupId}.")
            : parts.Count == 0
            ? throw GuideException.Usage($"none of the prompts can be measured{(guided ? " with hints: none has a usable one" : "")}.")
            : parts.Skip(1).Aggregate(parts[0], static (whole, part) => whole.And(part));
    }
}
