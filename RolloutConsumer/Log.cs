using Microsoft.Extensions.Logging;

namespace Guide.RolloutConsumer;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Information, "Sampling with policy version {Version}")]
    public static partial void PolicyLoaded(ILogger logger, int version);

    [LoggerMessage(202, LogLevel.Warning, "Policy version {Version} cannot be loaded, version {Current} stays in use: {Reason}")]
    public static partial void PolicyNotLoaded(ILogger logger, int version, int current, string reason);

    [LoggerMessage(203, LogLevel.Warning, "A batch of {Groups} groups failed; each is sampled alone")]
    public static partial void BatchFailed(ILogger logger, int groups, Exception exception);

    [LoggerMessage(206, LogLevel.Information, "{Endpoint} serves policy version {Version} as {Name}")]
    public static partial void EndpointServes(ILogger logger, Uri endpoint, int version, string name);

    [LoggerMessage(207, LogLevel.Warning, "Completions of other weights are dropped: {Reason}")]
    public static partial void WrongVersion(ILogger logger, string reason);

    [LoggerMessage(209, LogLevel.Warning, "Hints in the policy's own words are delayed: {Reason}")]
    public static partial void SelfHintsDelayed(ILogger logger, string reason);

    [LoggerMessage(208, LogLevel.Information, "Policy version {Version} is loaded ({Milliseconds:F0} ms) and waits for the groups under way")]
    public static partial void PolicyWaits(ILogger logger, int version, double milliseconds);
}
