namespace Guide.Cli.Running;

/// <summary>The states of all runs of an experiment. Thread-safe.</summary>
internal sealed class RunBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RunStatus> _byRun = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>The clock of <see cref="RunStatus.PhaseStarted"/>.</summary>
    public TimeProvider Time => time;

    /// <summary>Adds a run.</summary>
    public void Add(PlannedRun run)
    {
        lock (_gate)
        {
            _order.Add(run.RunId);
            _byRun[run.RunId] = new RunStatus { Title = $"{run.Arm} · seed {run.Seed}" };
        }
    }

    /// <summary>A new phase.</summary>
    public void Enter(string runId, RunPhase phase, int total = 0, int done = 0)
    {
        lock (_gate)
        {
            _byRun[runId] = _byRun[runId] with { Phase = phase, Done = done, DoneAtStart = done, Total = total, PhaseStarted = time.GetTimestamp() };
        }
    }

    /// <summary>Progress in the phase.</summary>
    public void Report(string runId, int done, long? rollouts = null, IReadOnlyDictionary<string, double>? metrics = null)
    {
        lock (_gate)
        {
            var status = _byRun[runId];
            _byRun[runId] = status with { Done = done, Rollouts = rollouts ?? status.Rollouts, Metrics = metrics ?? status.Metrics };
        }
    }

    /// <summary>All runs, in order.</summary>
    public IReadOnlyList<RunStatus> Snapshot()
    {
        lock (_gate)
        {
            return [.. _order.Select(id => _byRun[id])];
        }
    }

    /// <summary>Units a second in this phase, and the time that is left; null = unknown yet.</summary>
    public (double? Rate, TimeSpan? Left) Pace(RunStatus status)
    {
        var elapsed = time.GetElapsedTime(status.PhaseStarted);
        var done = status.Done - status.DoneAtStart;
        if (done <= 0 || elapsed < TimeSpan.FromSeconds(1))
        {
            return (null, null);
        }

        var rate = done / elapsed.TotalSeconds;
        return (rate, status.Total > status.Done ? TimeSpan.FromSeconds((status.Total - status.Done) / rate) : null);
    }
}
