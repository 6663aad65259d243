using System.CommandLine;

using Guide.Cli.Commands;
using Guide.Cli.Files;
using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Running;

/// <summary>
/// A stored run that groups are added to, and whoever works on them: the process that holds its folder, stages around a broker, or, where nobody
/// does, stages that are started here until the groups are done.
/// </summary>
internal sealed class RunStages : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly RunFolder? _folder;
    private RunLock? _held;
    private readonly IReadOnlyDictionary<string, string?> _options;
    private readonly TextWriter _notes;
    private readonly TimeProvider _time = TimeProvider.System;

    private RunStages(GuideDatabase database, RunRow run, RunFolder? folder, RunLock? held, IReadOnlyDictionary<string, string?> options, TextWriter notes) =>
        (Database, Run, _folder, _held, _options, _notes) = (database, run, folder, held, options, notes);

    /// <summary>The run's database, to be written.</summary>
    public GuideDatabase Database { get; }

    /// <summary>The run.</summary>
    public RunRow Run { get; }

    /// <summary>Its run folder; null where the command line names a database server.</summary>
    public RunFolder? Folder => _folder;

    /// <summary>Opens what the command line names.</summary>
    /// <exception cref="GuideException">It is not there; or its training was interrupted and nobody works on it.</exception>
    public static async Task<RunStages> OpenAsync(ParseResult parsed, DatabaseArguments where, string? runId, IReadOnlyDictionary<string, string?> options, CancellationToken cancellationToken)
    {
        await using (await where.OpenAsync(parsed, cancellationToken))
        {
            // It is there and holds runs.
        }

        var isElsewhere = parsed.GetValue(where.Folder) is null && parsed.GetValue(where.Database) is { Length: > 0 } url && StoredDatabase.FileOf(url) is null;
        var folder = isElsewhere ? null : where.FolderOf(parsed);
        var database = folder is null ? DatabaseConnection.Open(parsed.GetValue(where.Database)!) : folder.OpenDatabase();
        RunLock? held = null;
        try
        {
            var run = await StoredRuns.ChooseAsync(database, runId is { Length: > 0 } ? runId : null, cancellationToken);
            held = folder is null ? null : TryTake(folder);
            return held is not null && run.State == RunState.Running
                ? throw new GuideException($"the run {run.RunId} is not trained yet, and nobody works on it: resume it first (guide run --run-folder {folder!.Path}).")
                : new RunStages(database, run, folder, held, options, parsed.InvocationConfiguration.Error);
        }
        catch
        {
            held?.Dispose();
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when no group is open any more.</summary>
    /// <param name="samples">False: nothing is to be sampled, only judged.</param>
    /// <param name="progress">Groups, and those of them that are open.</param>
    /// <param name="cancellationToken">Stops waiting; what is done is stored.</param>
    /// <exception cref="GuideException">The stages failed.</exception>
    public async Task FinishAsync(bool samples, Func<Task<(int Groups, int Open)>> progress, CancellationToken cancellationToken)
    {
        var (groups, open) = await progress();
        if (open == 0)
        {
            return;
        }

        if (_held is null)
        {
            await _notes.WriteLineAsync($"{open} groups wait for the stages that work on {Run.RunId}");
        }

        await using var judges = new Judges();
        using var log = _folder is null ? null : new FileLoggerProvider(_folder.LogFile, _time);
        RunWork Start() => RunWork.Start(token => WorkAsync(judges, log!, samples, token), cancellationToken);
        var stages = _held is null ? null : Start();
        try
        {
            var noted = _time.GetTimestamp();
            while (open > 0)
            {
                if (_held is null && _folder is not null && (_held = TryTake(_folder)) is not null)
                {
                    // Whoever worked on it is gone.
                    stages = Start();
                }

                if (stages is { Ended.IsCompleted: true })
                {
                    await stages.Ended;
                    throw new GuideException($"the stages of run {Run.RunId} stopped while {open} of {groups} groups were open.");
                }

                await Task.Delay(LookEvery, _time, cancellationToken);
                (groups, open) = await progress();
                if (_time.GetElapsedTime(noted) >= NoteEvery)
                {
                    noted = _time.GetTimestamp();
                    await _notes.WriteLineAsync($"{groups - open} of {groups} groups");
                }
            }

            // They end when the run does; groups of another kind may keep it open, and those are somebody else's.
            await Task.WhenAny(stages?.Ended ?? Task.CompletedTask, Task.Delay(EndPatience, _time, cancellationToken));
        }
        finally
        {
            if (stages is not null)
            {
                await stages.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _held?.Dispose();
    }

    private async Task WorkAsync(Judges judges, FileLoggerProvider log, bool samples, CancellationToken cancellationToken)
    {
        var domains = await Database.ReadAsync((db, token) => db.Prompts.Where(p => p.RunId == Run.RunId).Select(p => p.Domain).Distinct().ToListAsync(token), cancellationToken);
        await EmbeddedPipeline.RunAsync(
            new RunSettings { RunId = Run.RunId, Database = $"sqlite:{_folder!.DatabaseFile}", Checkpoints = _folder.CheckpointsOf(Run.RunId) },
            await judges.ForAsync(domains.ToHashSet(), RecipeJson.Thaw(Run.Recipe).Verification, cancellationToken),
            _options,
            log,
            samples,
            learns: false,
            cancellationToken);
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
