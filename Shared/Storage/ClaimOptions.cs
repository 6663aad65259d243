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
}
