using Guide.Cli.Files;
using Guide.Cli.Reporting;
using Guide.Contracts;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Running;

/// <summary>One call of <c>guide run</c>: looks at everything first, then works on the run folder alone, then reports.</summary>
internal sealed class ExperimentSession(RunRequest request, TextWriter output, IProgressView view, TimeProvider time)
{
    /// <summary>Runs or resumes what was asked for.</summary>
    /// <exception cref="GuideException">What is wrong, or what failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = ExperimentPlan.Of(request, time.GetUtcNow());
        var (experiment, folder) = (plan.Experiment, plan.Folder);
        var place = new PipelinePlace(folder, request, output, time);
        await using var judges = new Judges();

        // A resumed folder is taken before its servers are asked: whoever finds it in use learns that first.
        using var held = plan.IsNew ? null : RunLock.Take(folder);
        await place.ProbeAsync(cancellationToken);
        if (!plan.IsNew)
        {
            if (request.FromVersion is { } version)
            {
                await using var database = place.OpenDatabase();
                await output.WriteLineAsync(await Rewind.ToAsync(experiment, folder, database, request.RunId, version, cancellationToken));
            }

            await WorkAsync(experiment, folder, place, judges, cancellationToken);
            return;
        }

        foreach (var note in await new Preflight(experiment, folder, judges).CheckAsync(cancellationToken))
        {
            await output.WriteLineAsync(WrappedText.Of(note, TerminalWidth.Of(output)));
        }

        using var taken = Create(experiment, folder);
        await WorkAsync(experiment, folder, place, judges, cancellationToken);
    }

    private static RunLock Create(FrozenExperiment experiment, RunFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GuideException($"{folder.Path}: the run folder cannot be made: {exception.Message}", exception);
        }

        var taken = RunLock.Take(folder);
        if (File.Exists(folder.ExperimentFile))
        {
            taken.Dispose();
            throw GuideException.Usage($"{folder.Path}: another process has just begun an experiment there; choose another folder, or resume it without a recipe.");
        }

        experiment.Write(folder);
        return taken;
    }

    private async Task WorkAsync(FrozenExperiment experiment, RunFolder folder, PipelinePlace place, Judges judges, CancellationToken cancellationToken)
    {
        var shown = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.Path);
        await output.WriteLineAsync($"{experiment.Name}: {experiment.Arms.Count} arm(s), {experiment.Seeds.Count} seed(s) → {shown}");

        using var log = new FileLoggerProvider(folder.LogFile, time);
        var board = new RunBoard(time);
        var runner = new ExperimentRunner(experiment, folder, place, board, judges, log);
        using var stopView = new CancellationTokenSource();
        var showing = view.ShowAsync(board, stopView.Token);
        try
        {
            await runner.RunAsync(request.Parallel ?? Math.Min(experiment.Seeds.Count, Environment.ProcessorCount), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync($"interrupted; everything committed is stored. Resume with: {Resume(shown)}");
            throw;
        }
        finally
        {
            await stopView.CancelAsync();
            await showing;
        }

        foreach (var run in experiment.Runs())
        {
            await place.CleanAsync(run, cancellationToken);
        }

        await using var stored = request.Database is { } connection ? await StoredDatabase.OpenAsync(connection, cancellationToken) : await folder.OpenStoredAsync(cancellationToken);
        foreach (var line in await UnmeasuredAsync(experiment, stored, cancellationToken))
        {
            await output.WriteLineAsync(WrappedText.Of(line, TerminalWidth.Of(output)));
        }

        RefuseNothing(experiment, await ReportWriter.WriteAsync(experiment, folder, stored, output, cancellationToken));
    }

    /// <summary>Versions that were to be measured and of which nothing could be judged.</summary>
    private static async Task<IEnumerable<string>> UnmeasuredAsync(FrozenExperiment experiment, GuideDatabase stored, CancellationToken cancellationToken)
    {
        var runs = experiment.Runs().Select(static run => run.RunId).ToArray();
        var measured = await stored.ReadAsync(
            (db, token) => db.Groups.Where(g => runs.Contains(g.RunId) && g.Purpose == Purpose.Eval)
                .GroupBy(g => new { g.RunId, g.MinimumPolicyVersion, Guided = g.HintId != null })
                .Select(g => new { g.Key.RunId, g.Key.MinimumPolicyVersion, g.Key.Guided, Groups = g.Count(), Open = g.Count(x => x.EndedAt == null), Said = g.Sum(x => x.JudgedCount ?? 0), TooLong = g.Count(x => x.DiscardReason == DiscardReason.PromptTooLong) })
                .ToListAsync(token),
            cancellationToken);
        return measured.Where(static m => m is { Open: 0, Said: 0, TooLong: 0 })
            .Select(static m => $"{m.RunId}: version {m.MinimumPolicyVersion}{(m.Guided ? " with hints" : "")} was not measured: none of its {m.Groups} groups could be judged; guide queues and the run's log say why.");
    }

    /// <summary>A run that was to train and did not has not succeeded, whatever else went well.</summary>
    private static void RefuseNothing(FrozenExperiment experiment, IReadOnlyList<RunResult> results)
    {
        foreach (var run in results.Where(r => r.Updates == 0 && experiment.Runs().Any(p => p.RunId == r.RunId && p.Recipe.Step.Steps > 0)))
        {
            throw new GuideException($"the run {run.RunId} trained nothing: 0 steps; root groups: {(run.Ends.Count == 0 ? "none" : string.Join(", ", run.Ends.Select(e => $"{e.Value} {e.Key}")))}.");
        }
    }

    private string Resume(string folder) =>
        $"guide run --run-folder {folder}{(request.Broker is null ? "" : " --broker URI --database URL")}";
}
