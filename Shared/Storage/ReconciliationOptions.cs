using System.ComponentModel.DataAnnotations;

namespace Guide.Storage;

/// <summary>When a group counts as forgotten.</summary>
public sealed record ReconciliationOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Reconciliation";

    /// <summary>How long after its first message an unclaimed group is overdue; doubled with every further message.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>K: messages of one state before the group is discarded as Lost.</summary>
    [Range(1, 30)]
    public int MaxSends { get; init; } = 8;

    /// <summary>How often the Producer looks.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The wait after the n-th message of a state (n from 1): FirstDelay·2^(n−1).</summary>
    public TimeSpan DelayAfter(int sends) => FirstDelay * Math.Pow(2, sends - 1);
}
