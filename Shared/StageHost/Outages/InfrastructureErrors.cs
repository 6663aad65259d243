using Guide.Storage;

using MassTransit;

using Polly.Timeout;

using RabbitMQ.Client.Exceptions;

namespace Guide.StageHost.Outages;

/// <summary>
/// The one place that says which failures are those of database and broker. No group is at fault for them: none is discarded because of
/// them, whatever their number.
/// </summary>
public static class InfrastructureErrors
{
    /// <summary>True: a server was away, restarting, full, blocked, read-only or without its queues.</summary>
    public static bool Is(Exception? exception) => DatabaseErrors.IsTransient(exception) || IsBroker(exception);

    private static bool IsBroker(Exception? exception) => exception switch
    {
        null => false,
        RabbitMQClientException or BrokerUnreachableException or RabbitMqConnectionException or ConnectionException or MessageReturnedException or MessageNotAcknowledgedException
            or TransportUnavailableException or TimeoutRejectedException => true,
        AggregateException several => several.InnerExceptions.Any(Is),
        _ => IsBroker(exception.InnerException),
    };
}
