using Guide.Contracts;
using Guide.Storage;

using Microsoft.Extensions.Logging;

namespace Guide.Learner;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Information, "Learning from policy version {Version}")]
    public static partial void Loaded(ILogger logger, int version);

    [LoggerMessage(502, LogLevel.Information, "Version {Version}: {Lineages} lineages, {Updates} updates, {Seconds:F2} s")]
    public static partial void Stepped(ILogger logger, int version, int lineages, int updates, double seconds);

    [LoggerMessage(503, LogLevel.Debug, "Lineage {RootId} is discarded: {Reason}")]
    public static partial void LineageDiscarded(ILogger logger, Guid rootId, DiscardReason reason);

    [LoggerMessage(504, LogLevel.Warning, "The step to version {Version} was refused ({Outcome}): what is committed is loaded again")]
    public static partial void StepRefused(ILogger logger, int version, StepCommitOutcome outcome);

    [LoggerMessage(507, LogLevel.Warning, "Version {Version} was stored without optimizer state: its moments begin at zero (optimizer.optimizer_state_every)")]
    public static partial void NoOptimizerState(ILogger logger, int version);

    [LoggerMessage(508, LogLevel.Warning, "The checkpoint of version {Version} could not be removed: {Reason}")]
    public static partial void CheckpointNotRemoved(ILogger logger, int version, string reason);

    [LoggerMessage(509, LogLevel.Information, "Version {Version}, {Part} rollouts: sampler and trainer differ by {Gap:G3} nats a token over {Tokens} tokens")]
    public static partial void LogProbGap(ILogger logger, int version, string part, double gap, int tokens);

    [LoggerMessage(510, LogLevel.Warning, "{Steps} steps in a row could compare no rollout with the weights it was sampled from: nobody knows whether the sampler is the policy (step.keep_checkpoints removes older versions)")]
    public static partial void SamplerUnchecked(ILogger logger, int steps);
}
