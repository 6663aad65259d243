using System.ComponentModel.DataAnnotations;

namespace Guide.StageHost.Outages;

/// <summary>How long a process waits for database and broker; section <c>Outage</c>.</summary>
public sealed record OutageOptions
{
    /// <summary>How long they may be unusable before the process ends with exit code 1; everything stays queued.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often they are tried while they are unusable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one try may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
