using System.ComponentModel.DataAnnotations;

namespace Guide.VerifierConsumer;

/// <summary>How one VerifierConsumer works; section <c>Verifier</c>.</summary>
public sealed record VerifierOptions
{
    /// <summary>Groups judged at once. Prefetch and concurrency are the same number.</summary>
    [Range(1, 1024)]
    public int Groups { get; init; } = 8;

    /// <summary>Rollouts of one group judged at once.</summary>
    [Range(1, 1024)]
    public int RolloutsPerGroup { get; init; } = 4;

    /// <summary>Longest judgement of one rollout; beyond it the verifier, not the candidate, has run out of time. Tests of code whose limits take longer get what they take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan JudgeTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long nobody may answer (every sandbox service away, or no sandbox that starts) before the process ends with exit code 1; groups wait meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait before a rollout without a reward is judged again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);
}
