using System.ComponentModel.DataAnnotations;

namespace Guide.StageHost.Runs;

/// <summary>How a process follows its run; section <c>Watch</c> (<c>--run</c> names the run).</summary>
public sealed record WatchOptions
{
    /// <summary>How long a starting process waits for the database before it gives up with one line.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DatabaseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the process looks whether the run has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:10:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>True: the process stops, with exit code 0, when its run has ended.</summary>
    public bool StopAtEnd { get; init; } = true;
}
