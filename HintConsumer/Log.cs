using Microsoft.Extensions.Logging;

namespace Guide.HintConsumer;

/// <summary>What a HintConsumer says.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Waits for hints could not be renewed: {Reason}")]
    public static partial void WaitsNotRenewed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group {GroupId} goes on without its hint: {Reason}")]
    public static partial void HintNotMade(ILogger logger, Guid groupId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No hint came: {Reason}")]
    public static partial void TeacherSilent(ILogger logger, string reason);
}
