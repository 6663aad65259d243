using System.Collections.Concurrent;

using Guide.Contracts;
using Guide.HintConsumer.Teaching;
using Guide.Recipes;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.HintConsumer.Making;

/// <summary>
/// Groups whose hint has to be made. Each keeps its claim, renewed here, and no consumer; when its hint is there, or its wait is over, the
/// claim ends and its message is sent again. If the process dies the claims run out, and the Producer sends the messages.
/// </summary>
internal sealed class HintWaits(
    ActiveRun run, RunHints rows, HintShelf shelf, IStageSender sender, IOptions<TeacherOptions> options, IOptions<ClaimOptions> claims, TimeProvider time, HintTelemetry telemetry,
    ILogger<HintWaits> logger) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly string _worker = $"{Environment.MachineName}:{Environment.ProcessId}/hint";
    private readonly ConcurrentDictionary<string, Guid> _groups = new();
    private readonly ConcurrentDictionary<string, byte> _makings = new();
    private readonly ConcurrentDictionary<Task, byte> _tasks = new();
    private readonly CancellationTokenSource _stopping = new();
    private Teacher? _teacher;
    private long _holders;

    /// <summary>Groups that wait now.</summary>
    public int Count => _groups.Count;

    /// <summary>How long a group waits after its verdicts for a hint of a source.</summary>
    public static TimeSpan Longest(HintSource source, GuidanceRecipe guidance) =>
        TimeSpan.FromMinutes(source == HintSource.Self ? guidance.Self.WaitMinutes : guidance.Teacher.WaitMinutes);

    /// <summary>A claimed group waits for a hint.</summary>
    public void Add(ClaimAttempt claim, WantedHint wanted)
    {
        var holder = claim.Holder!;
        _groups[holder] = claim.Group!.GroupId;
        var task = WaitAsync(claim.Group!, holder, wanted, _stopping.Token);
        _tasks[task] = 0;
        _ = task.ContinueWith(done => _tasks.TryRemove(done, out _), TaskScheduler.Default);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var guidance = run.Recipe.Guidance;
        if (guidance.Enabled && GuidanceWords.Sources(guidance).Contains(HintSource.Teacher))
        {
            var address = options.Value.Address()
                ?? throw GuideException.Usage($"the recipe of {run.RunId} asks a teacher ({guidance.Teacher.Model}): give Teacher:Endpoint, the address of a server that speaks the OpenAI API.");
            _teacher = new Teacher(options.Value, new TeacherClient(address, TeacherClient.Key(options.Value), time), time);
        }

        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_tasks.Keys);
        _teacher?.Dispose();
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(claims.Value.Duration / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RenewAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var holders in _groups.Keys.Chunk(500))
            {
                await rows.RenewAsync(run.RunId, holders, claims.Value.Duration, cancellationToken);
            }

            foreach (var holders in _makings.Keys.Chunk(500))
            {
                await shelf.RenewAsync(holders, claims.Value.Duration, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database is away: claims run out, others may take over, and the first commit wins.
            Log.WaitsNotRenewed(logger, exception.Message);
        }
    }

    private async Task WaitAsync(GroupRow group, string holder, WantedHint wanted, CancellationToken cancellationToken)
    {
        // Off the consumer's path before anything slow.
        await Task.Yield();
        try
        {
            var left = group.VerifiedAt!.Value + Longest(wanted.Source, run.Recipe.Guidance) - await rows.NowAsync(cancellationToken);
            using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await UntilMadeAsync(wanted, either.Token);
        }
        catch (OperationCanceledException)
        {
            // The wait is over, or the process stops.
        }
        catch (Exception exception)
        {
            // Whatever it is, the group goes on: its message says so again, and its wait ends by the clock.
            Log.HintNotMade(logger, group.GroupId, exception.Message);
            await Task.Delay(LookAgain, time, CancellationToken.None);
        }

        await EndAsync(group, holder, cancellationToken);
    }

    private async Task EndAsync(GroupRow group, string holder, CancellationToken cancellationToken)
    {
        _groups.TryRemove(holder, out _);
        try
        {
            await rows.FreeAsync(group.RunId, group.GroupId, holder, CancellationToken.None);
            if (!cancellationToken.IsCancellationRequested)
            {
                await sender.SendAsync(group.ToGroupVerified(), cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // The claim runs out and the Producer sends the message.
            Log.HintNotMade(logger, group.GroupId, exception.Message);
        }
    }

    private async Task UntilMadeAsync(WantedHint wanted, CancellationToken cancellationToken)
    {
        if (wanted.OfPolicy)
        {
            await UntilSampledAsync(wanted, cancellationToken);
            return;
        }

        while (true)
        {
            var holder = $"{_worker}#{Interlocked.Increment(ref _holders)}";
            var claim = await shelf.ClaimAsync(wanted.Key, holder, claims.Value.Duration, cancellationToken);
            if (claim.IsMade)
            {
                return;
            }

            if (claim.Claimed && !await MakeAsync(wanted, holder, cancellationToken))
            {
                return;
            }

            if (!claim.Claimed)
            {
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
    }

    // Whoever has the policy at hand looks for what is wanted.
    private async Task UntilSampledAsync(WantedHint wanted, CancellationToken cancellationToken)
    {
        var maxCalls = run.Recipe.Guidance.Self.MaxCalls;
        while (!await shelf.WantAsync(wanted.Key, cancellationToken))
        {
            if (maxCalls > 0 && (await shelf.SpentAsync(run.RunId, cancellationToken)).Reaches(maxCalls, 0) && !await shelf.IsHeldAsync(wanted.Key, cancellationToken))
            {
                telemetry.Asked(SnakeCaseJson.Word(TeacherFailure.Budget));
                return;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }

        telemetry.Asked("made");
    }

    // False: nothing is to be waited for.
    private async Task<bool> MakeAsync(WantedHint wanted, string holder, CancellationToken cancellationToken)
    {
        _makings[holder] = 0;
        try
        {
            await new HintMaker(shelf, _teacher!).MakeAsync(wanted, holder, run.RunId, run.Recipe.Guidance, cancellationToken);
            telemetry.Asked("made");
            return true;
        }
        catch (TeacherException exception)
        {
            telemetry.Asked(SnakeCaseJson.Word(exception.Failure));
            Log.TeacherSilent(logger, exception.Message);
            if (exception.Failure == TeacherFailure.Budget)
            {
                return false;
            }

            await Task.Delay(options.Value.LongestRetryDelay, time, cancellationToken);
            return true;
        }
        finally
        {
            _makings.TryRemove(holder, out _);
        }
    }
}
