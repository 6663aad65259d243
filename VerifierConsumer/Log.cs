using Microsoft.Extensions.Logging;

namespace Guide.VerifierConsumer;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Warning, "A verifier failed on group {GroupId}, slot {Slot}")]
    public static partial void VerifierFailed(ILogger logger, Guid groupId, int slot, Exception exception);
}
