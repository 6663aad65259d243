using RabbitMQ.Client;

namespace Guide.StageHost.Bus;

/// <summary>
/// Every queue, exchange and binding of a run. Declared when any stage starts: a message to an exchange without a queue would be
/// confirmed and dropped.
/// </summary>
internal static class BrokerTopology
{
    /// <summary>
    /// Arguments of a stage's queue, and of its error queue, which the transport declares with the same ones. A queue cannot be declared
    /// again with others.
    /// </summary>
    public static IReadOnlyDictionary<string, object> StageQueueArguments(string runId, BusOptions options) => new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = options.DeliveryLimit,
        ["x-dead-letter-exchange"] = BusNames.DeadLetterQueue(runId),
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>Arguments of the dead-letter queue: nothing stands behind it, so it has no limit.</summary>
    public static IReadOnlyDictionary<string, object> DeadLetterQueueArguments() => new Dictionary<string, object> { ["x-queue-type"] = "quorum" };

    /// <summary>Declares everything; declaring it twice is declaring it once.</summary>
    public static async Task DeclareAsync(IChannel channel, string runId, BusOptions options, CancellationToken cancellationToken)
    {
        await DeclareQueueAsync(channel, BusNames.DeadLetterQueue(runId), DeadLetterQueueArguments(), cancellationToken);
        foreach (var stage in StageNames.All)
        {
            await DeclareQueueAsync(channel, BusNames.Queue(runId, stage), StageQueueArguments(runId, options), cancellationToken);
            await DeclareQueueAsync(channel, BusNames.ErrorQueue(runId, stage), StageQueueArguments(runId, options), cancellationToken);
        }

        await channel.ExchangeDeclareAsync(
            BusNames.PolicyExchange(runId), ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
    }

    private static async Task DeclareQueueAsync(
        IChannel channel, string name, IReadOnlyDictionary<string, object> arguments, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            name,
            durable: true,
            exclusive: false,
            autoDelete: false,
            arguments.ToDictionary(static pair => pair.Key, static pair => (object?)pair.Value),
            cancellationToken: cancellationToken);
        await channel.QueueBindAsync(name, name, routingKey: "", cancellationToken: cancellationToken);
    }
}
