using Microsoft.Extensions.Logging;

namespace Guide.VerifierConsumer;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Warning, "A verifier failed on group {GroupId}, slot {Slot}")]
    public static partial void VerifierFailed(ILogger logger, Guid groupId, int slot, Exception exception);

    [LoggerMessage(302, LogLevel.Warning, "The judge is away: {Why}; groups wait, for {GiveUpAfter} at most")]
    public static partial void JudgeAway(ILogger logger, string why, TimeSpan giveUpAfter);
}
