using System.ComponentModel.DataAnnotations;

using Guide.Storage.Background;

namespace Guide.Producer;

/// <summary>How the Producer works; section <c>Producer</c>.</summary>
public sealed record ProducerOptions
{
    /// <summary>How often it looks for room when nobody tells it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Groups of evaluations under way at once while the run trains: they share the samplers with training groups.</summary>
    [Range(1, 65536)]
    public int EvaluationGroups { get; init; } = 16;

    /// <summary>Groups of replays under way at once while the run trains: they share the verifiers with training groups.</summary>
    [Range(1, 65536)]
    public int ReplayGroups { get; init; } = 8;

    /// <summary>Groups of evaluations, and of replays, under way at once when nothing is trained any more.</summary>
    [Range(1, 65536)]
    public int GroupsAfterTraining { get; init; } = 256;

    /// <summary>How often it looks for room for them while some are under way.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan BackgroundPollEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    internal BackgroundLimits Background => new(EvaluationGroups, ReplayGroups, GroupsAfterTraining);

    /// <summary>How long its lease outlives it: a successor waits that long after a crash.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(20);
}
