using System.ComponentModel.DataAnnotations;

namespace Guide.Storage;

/// <summary>How long a worker holds a group without a sign of life.</summary>
public sealed record ClaimOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Claims";

    /// <summary>A claim that is not renewed for this long is free again. Renewed every quarter of it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No claim made by this clock ends later than that: one that does was made before the clock was set back.</summary>
    /// <param name="now">Database clock.</param>
    public DateTimeOffset ImpossibleAfter(DateTimeOffset now) => now + Impossible;

    /// <summary>How far ahead of the clock no claim ends that was made by it.</summary>
    public TimeSpan Impossible => 2 * Duration;
}
