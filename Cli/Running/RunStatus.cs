namespace Guide.Cli.Running;

/// <summary>Where a run stands, for whoever shows it. Replaced as a whole, so that a reader sees one moment.</summary>
internal sealed record RunStatus
{
    /// <summary>The arm and seed, for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it is doing.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>Units done in this phase: updates, steps or problems.</summary>
    public int Done { get; init; }

    /// <summary>Units of this phase; 0 = unknown.</summary>
    public int Total { get; init; }

    /// <summary>When this phase began, by the run's clock.</summary>
    public long PhaseStarted { get; init; }

    /// <summary>Units that were done when the phase began (after a resume).</summary>
    public int DoneAtStart { get; init; }

    /// <summary>Rollouts sampled so far.</summary>
    public long Rollouts { get; init; }

    /// <summary>Metrics of the newest step, or of the warm start.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
