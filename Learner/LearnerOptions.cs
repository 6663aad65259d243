using System.ComponentModel.DataAnnotations;

namespace Guide.Learner;

/// <summary>How the Learner works; section <c>Learner</c>.</summary>
public sealed record LearnerOptions
{
    /// <summary>How often it looks for completed lineages when no message tells it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long its lease outlives it: a successor waits that long after a crash.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Threads of the tensor library; more than one stalls on a busy machine.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = 1;
}
