using System.ComponentModel.DataAnnotations;

namespace Guide.RolloutConsumer;

/// <summary>How one RolloutConsumer works; section <c>Rollout</c>.</summary>
public sealed record RolloutOptions
{
    /// <summary>Groups taken from the queue at once: the engine's capacity. Prefetch and concurrency are the same number.</summary>
    [Range(1, 4096)]
    public int Groups { get; init; } = 64;

    /// <summary>Completions sampled side by side.</summary>
    [Range(1, 65536)]
    public int Rows { get; init; } = 256;

    /// <summary>Completions of evaluations sampled side by side: what training groups that come meanwhile wait for.</summary>
    [Range(1, 65536)]
    public int EvaluationRows { get; init; } = 64;

    /// <summary>Share of the sampling time that evaluations get while training groups wait.</summary>
    [Range(0.0, 0.9)]
    public double EvaluationShare { get; init; } = 0.1;

    /// <summary>How long an idle engine waits for company of the first group that comes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>Threads of the tensor library; more than one stalls on a busy machine.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>How often a version that is needed is tried to load before the process gives up.</summary>
    [Range(1, 100)]
    public int LoadAttempts { get; init; } = 5;

    /// <summary>The wait between two attempts to load a version.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LoadRetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
