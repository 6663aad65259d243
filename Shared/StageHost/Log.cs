using Microsoft.Extensions.Logging;

namespace Guide.StageHost;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The broker {Broker} is away (attempt {Attempt}): {Reason}")]
    public static partial void BrokerAway(ILogger logger, Uri broker, int attempt, string reason);

    [LoggerMessage(2, LogLevel.Debug, "A send failed (attempt {Attempt}) and is repeated")]
    public static partial void SendRetried(ILogger logger, int attempt, Exception? exception);

    [LoggerMessage(3, LogLevel.Error, "Group {GroupId} of run {RunId} is discarded: its message failed in {Queue}")]
    public static partial void Poison(ILogger logger, string runId, Guid groupId, string queue, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "A message without run and group failed in {Queue}; it is moved to the error queue")]
    public static partial void PoisonWithoutGroup(ILogger logger, string queue, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Discarding a poisoned group failed (attempt {Attempt}) and is repeated")]
    public static partial void DiscardRetried(ILogger logger, int attempt, Exception? exception);

    [LoggerMessage(6, LogLevel.Information, "Stage {Stage} of run {RunId}: health and metrics on {Address}")]
    public static partial void Started(ILogger logger, string stage, string runId, string address);

    [LoggerMessage(7, LogLevel.Debug, "The stage failed")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "{Endpoint} is set aside for {Seconds:F1} s: {Reason}")]
    public static partial void EndpointAside(ILogger logger, Uri endpoint, double seconds, string reason);

    [LoggerMessage(9, LogLevel.Information, "{Endpoint} is in use again")]
    public static partial void EndpointBack(ILogger logger, Uri endpoint);
}
