using Microsoft.Extensions.Logging;

namespace Guide.StageHost.Outages;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Warning, "Work pauses until database and broker are usable, at most {GiveUpAfter}: {Reason}")]
    public static partial void OutageBegan(ILogger logger, string reason, TimeSpan giveUpAfter);

    [LoggerMessage(202, LogLevel.Warning, "Database and broker are usable again after {Seconds:F1} s: work goes on")]
    public static partial void OutageOver(ILogger logger, double seconds);

    [LoggerMessage(203, LogLevel.Debug, "A failure of database or broker")]
    public static partial void InfrastructureFailed(ILogger logger, Exception exception);
}
