using Guide.Contracts;

using Microsoft.Extensions.Logging;

namespace Guide.StageHost.Runs;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "The database {Database} does not answer yet: {Reason}")]
    public static partial void DatabaseAway(ILogger logger, string database, string reason);

    [LoggerMessage(102, LogLevel.Information, "Run {RunId} has ended")]
    public static partial void RunEnded(ILogger logger, string runId);

    [LoggerMessage(103, LogLevel.Warning, "Run {RunId} has no group {GroupId}: the message is dropped")]
    public static partial void UnknownGroup(ILogger logger, string runId, Guid groupId);

    [LoggerMessage(104, LogLevel.Debug, "Group {GroupId} in state {State} is held by another: the message is dropped")]
    public static partial void HeldByAnother(ILogger logger, Guid groupId, GroupState state);

    [LoggerMessage(105, LogLevel.Information, "Group {GroupId} was brought on by another, to {State}: own work is dropped")]
    public static partial void CommitLost(ILogger logger, Guid groupId, GroupState state);

    [LoggerMessage(106, LogLevel.Information, "The {Name} lease is this process's, epoch {Epoch}")]
    public static partial void LeaseAcquired(ILogger logger, string name, long epoch);

    [LoggerMessage(107, LogLevel.Information, "Another process holds the {Name} lease: this one stands by")]
    public static partial void LeaseHeldByAnother(ILogger logger, string name);

    [LoggerMessage(108, LogLevel.Warning, "Another process has taken the {Name} lease over: this one stands by")]
    public static partial void LeaseLost(ILogger logger, string name);

    [LoggerMessage(109, LogLevel.Warning, "The {Name} lease was not renewed for {Seconds:F0} s and does not run out: the database's clock was set back. It is this process's now, epoch {Epoch}")]
    public static partial void LeaseAbandoned(ILogger logger, string name, long epoch, double seconds);
}
