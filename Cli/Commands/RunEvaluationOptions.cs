using System.CommandLine;

using Guide.Cli.Evaluation;
using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.DataSets;
using Guide.Recipes;
using Guide.StageHost;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Commands;

/// <summary>The options of <c>guide eval</c> that measure a version of a run through its stages.</summary>
internal sealed class RunEvaluationOptions
{
    private readonly Option<string?> _run = new("--run") { Description = "Instead of --model: a run, measured by its stages as its recipe says; its id, or its only run's when empty.", HelpName = "RUN", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _version = NumberOption.Optional("--policy-version", "With --run: this version (default: the newest).", least: 0);
    private readonly Option<string[]> _stage = new("--stage-option") { Description = "With --run: an option of the stages that this process starts, for example Inference:Endpoints=http://gpu1:8000.", HelpName = "SECTION:KEY=VALUE", DefaultValueFactory = _ => [] };
    private readonly DatabaseArguments _where = new();

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_run, _version, _stage, _where.Folder, _where.Database];

    /// <summary>Whether a run is measured.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetResult(_run) is { Implicit: false };

    /// <summary>Measures.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">What of the run; its row is filled in here.</param>
    /// <param name="judged">Told every completion; null = nobody.</param>
    /// <param name="cancellationToken">Stops it; the same command goes on.</param>
    public async Task<(IReadOnlyList<EvaluationResult> Results, RunRecipe Recipe)> MeasureAsync(
        ParseResult parsed, Func<RunRow, RunEvaluationRequest> request, Action<JudgedCompletion>? judged, CancellationToken cancellationToken)
    {
        var notes = parsed.InvocationConfiguration.Error;
        var isElsewhere = parsed.GetValue(_where.Folder) is null && parsed.GetValue(_where.Database) is { Length: > 0 } url && StoredDatabase.FileOf(url) is null;
        await using (await _where.OpenAsync(parsed, cancellationToken))
        {
            // It is there and holds runs.
        }

        var folder = isElsewhere ? null : _where.FolderOf(parsed);
        await using var database = folder is null ? DatabaseConnection.Open(parsed.GetValue(_where.Database)!) : folder.OpenDatabase();
        var run = await StoredRuns.ChooseAsync(database, parsed.GetValue(_run) is { Length: > 0 } id ? id : null, cancellationToken);
        using var held = folder is null ? null : TryTake(folder);
        if (held is not null && run.State == RunState.Running)
        {
            throw new GuideException($"the run {run.RunId} is not trained yet, and nobody works on it: resume it first (guide run --run-folder {folder!.Path}).");
        }

        await using var judges = new Judges();
        using var log = held is null ? null : new FileLoggerProvider(folder!.LogFile, TimeProvider.System);
        var options = RunCommand.StageOptions(null, null, parsed.GetValue(_stage)!);
        Func<CancellationToken, Task>? work = held is null
            ? null
            : async token =>
            {
                var recipe = RecipeJson.Thaw(run.Recipe);
                var domains = await database.ReadAsync((db, inner) => db.Prompts.Where(p => p.RunId == run.RunId).Select(p => p.Domain).Distinct().ToListAsync(inner), token);
                await EmbeddedPipeline.RunAsync(
                    new RunSettings { RunId = run.RunId, Database = $"sqlite:{folder!.DatabaseFile}", Checkpoints = folder.CheckpointsOf(run.RunId) },
                    await judges.ForAsync(domains.ToHashSet(), recipe.Verification, token),
                    options,
                    log!,
                    token,
                    learns: false);
            };
        var results = await new RunEvaluation(database, work, notes, TimeProvider.System)
            .MeasureAsync(request(run) with { Version = parsed.GetValue(_version) }, judged, cancellationToken);
        return (results, RecipeJson.Thaw(run.Recipe));
    }

    /// <summary>The folder, if nobody works on it.</summary>
    private static RunLock? TryTake(RunFolder folder)
    {
        try
        {
            return RunLock.Take(folder);
        }
        catch (GuideException)
        {
            return null;
        }
    }
}
