using Guide.Storage;

using MassTransit;

namespace Guide.StageHost.Runs;

/// <summary>When a delivery is tried again in place. A database that restarts must not poison a message; a bug must not be tried for minutes.</summary>
internal static class StageRetry
{
    /// <summary>Passing database failures: for about two minutes. Anything else: twice more at once; then the message is poison and its group discarded.</summary>
    public static void UseStageRetry(this IReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.UseMessageRetry(static retry =>
        {
            retry.Handle<Exception>(static exception => DatabaseErrors.IsTransient(exception));
            retry.Exponential(12, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(400));
        });
        endpoint.UseMessageRetry(static retry =>
        {
            retry.Handle<Exception>(static exception => exception is not OperationCanceledException && !DatabaseErrors.IsTransient(exception));
            retry.Intervals(100, 500);
        });
    }
}
