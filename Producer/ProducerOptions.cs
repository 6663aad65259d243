using System.ComponentModel.DataAnnotations;

namespace Guide.Producer;

/// <summary>How the Producer works; section <c>Producer</c>.</summary>
public sealed record ProducerOptions
{
    /// <summary>How often it looks for room when nobody tells it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long its lease outlives it: a successor waits that long after a crash.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(20);
}
