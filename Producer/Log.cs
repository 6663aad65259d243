using Microsoft.Extensions.Logging;

namespace Guide.Producer;

internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Debug, "Admitted {Count} roots, {Open} are open")]
    public static partial void Admitted(ILogger logger, int count, int open);

    [LoggerMessage(402, LogLevel.Warning, "Reconciliation sent {Resent} groups again and gave {Lost} up as lost")]
    public static partial void Reconciled(ILogger logger, int resent, int lost);
}
