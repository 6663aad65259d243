using Polly;
using Polly.Retry;

namespace Guide.RolloutConsumer.Servers;

/// <summary>How long and how often one group is tried before somebody is at fault.</summary>
internal static class GroupRetry
{
    /// <summary>Answers under other weights before the servers are taken to serve another policy.</summary>
    public const int WrongVersionsAllowed = 3;

    /// <summary>The pipeline of one group; it counts, so it is made anew for each.</summary>
    /// <param name="pool">Whether others succeed meanwhile.</param>
    /// <param name="options">Waits and attempts.</param>
    /// <param name="loadAttempts">Refusals of a version before it cannot be had.</param>
    /// <param name="time">Its clock.</param>
    public static ResiliencePipeline Pipeline(VersionedPool pool, InferenceOptions options, int loadAttempts, TimeProvider time)
    {
        var (started, wrong, refused) = (time.GetUtcNow(), 0, 0);
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestRetryDelay,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception switch
                {
                    // While others succeed, a group that always fails is at fault itself; when nobody does, the servers are.
                    ServerUnavailableException => arguments.AttemptNumber + 1 < options.Attempts || !(pool.LastSuccess > started),
                    WrongVersionException => ++wrong < WrongVersionsAllowed,
                    VersionRefusedException => ++refused < loadAttempts,
                    _ => false,
                }),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception switch
                {
                    ServerUnavailableException or WrongVersionException when pool.HasUsable => TimeSpan.Zero,
                    ServerUnavailableException { RetryAfter: { } wait } => wait,
                    _ => null,
                }),
            })
            .Build();
    }
}
