using System.Text;

using Guide.Contracts;

using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Guide.StageHost.Bus;

/// <summary>The queues of a run, for an operator: what lies in them, and out of them again.</summary>
public sealed class RunQueues : IAsyncDisposable
{
    private const int ShownBodyBytes = 2000;
    private const int ShownFaultChars = 500;
    private const string FaultHeaders = "MT-Fault-";
    private const string FaultMessage = FaultHeaders + "Message";
    private static readonly TimeSpan RemovalPollEvery = TimeSpan.FromMilliseconds(250);

    private readonly IConnection _connection;
    private readonly string _runId;

    private RunQueues(IConnection connection, string runId) => (_connection, _runId) = (connection, runId);

    /// <summary>Every queue of a run, in the order of the data; the dead-letter queue comes last.</summary>
    public static IReadOnlyList<string> Names(string runId) =>
        [.. StageNames.All.Select(stage => BusNames.Queue(runId, stage)), .. StageNames.All.Select(stage => BusNames.ErrorQueue(runId, stage)), BusNames.DeadLetterQueue(runId)];

    /// <summary>Connects.</summary>
    /// <exception cref="GuideException">Not an address (exit code 2), or the broker cannot be used (1).</exception>
    public static async Task<RunQueues> ConnectAsync(string address, string runId, CancellationToken cancellationToken) =>
        new(await BrokerLink.ConnectAsync(address, "guide-queues", cancellationToken), runId);

    /// <summary>What each queue holds.</summary>
    public async Task<IReadOnlyList<QueueState>> ListAsync(CancellationToken cancellationToken)
    {
        var states = new List<QueueState>();
        foreach (var name in Names(_runId))
        {
            states.Add(await StateAsync(name, cancellationToken));
        }

        return states;
    }

    /// <summary>
    /// Reads the first messages of a queue and gives them back in one go. The broker counts it as a delivery: after
    /// <see cref="BusOptions.DeliveryLimit"/> looks a message goes by way of the dead-letter queue.
    /// </summary>
    public async Task<IReadOnlyList<QueuedMessage>> ShowAsync(string queue, int limit, CancellationToken cancellationToken)
    {
        if (!(await StateAsync(queue, cancellationToken)).Exists)
        {
            return [];
        }

        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var shown = new List<QueuedMessage>();
        ulong? last = null;
        while (shown.Count < limit && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } delivery)
        {
            last = delivery.DeliveryTag;
            shown.Add(new QueuedMessage(
                queue, delivery.Body.Length, Encoding.UTF8.GetString(delivery.Body.Span[..Math.Min(delivery.Body.Length, ShownBodyBytes)]), delivery.BasicProperties.ContentType, Fault(delivery)));
        }

        if (last is { } tag)
        {
            await channel.BasicNackAsync(tag, multiple: true, requeue: true, CancellationToken.None);
        }

        return shown;
    }

    /// <summary>Sends the messages of a stage's error queue to the stage again; each leaves the error queue when the broker has confirmed its copy.</summary>
    /// <returns>How many.</returns>
    public async Task<long> ResendAsync(Stage stage, CancellationToken cancellationToken)
    {
        var from = BusNames.ErrorQueue(_runId, stage);
        var waiting = (await StateAsync(from, cancellationToken)).Ready;
        if (waiting == 0)
        {
            return 0;
        }

        await using var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        var sent = 0L;

        // Not until it is empty: what fails again comes back, and is the next call's.
        while (sent < waiting && await channel.BasicGetAsync(from, autoAck: false, cancellationToken) is { } delivery)
        {
            try
            {
                await channel.BasicPublishAsync("", BusNames.Queue(_runId, stage), mandatory: true, Copy(delivery), delivery.Body, cancellationToken);
            }
            catch (PublishException exception)
            {
                throw new GuideException($"The queue {BusNames.Queue(_runId, stage)} took no message: {(exception.IsReturn ? "it is not there" : "it refuses them")}. {sent} were sent; the others stay.", exception);
            }

            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
            sent++;
        }

        return sent;
    }

    /// <summary>Empties a queue.</summary>
    /// <returns>How many messages are gone.</returns>
    public async Task<long> PurgeAsync(string queue, CancellationToken cancellationToken)
    {
        if (!(await StateAsync(queue, cancellationToken)).Exists)
        {
            return 0;
        }

        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        return await channel.QueuePurgeAsync(queue, cancellationToken);
    }

    /// <summary>Removes queues and exchanges of a run that has ended, once nobody takes from them any more.</summary>
    /// <param name="patience">How long to wait for stages that are still ending.</param>
    /// <param name="time">The clock of the waiting.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Messages that were removed with them; null = stages were still there and everything stays.</returns>
    public async Task<long?> RemoveAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        var started = time.GetTimestamp();
        IReadOnlyList<QueueState> states;
        while ((states = await ListAsync(cancellationToken)).Any(static state => state.Consumers > 0))
        {
            if (time.GetElapsedTime(started) > patience)
            {
                return null;
            }

            await Task.Delay(RemovalPollEvery, time, cancellationToken);
        }

        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var name in Names(_runId))
        {
            await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
            await channel.ExchangeDeleteAsync(name, cancellationToken: cancellationToken);
        }

        await channel.ExchangeDeleteAsync(BusNames.PolicyExchange(_runId), cancellationToken: cancellationToken);
        return states.Sum(static state => state.Ready);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private Task<QueueState> StateAsync(string name, CancellationToken cancellationToken) => StateAsync(_connection, name, cancellationToken);

    /// <summary>What a queue holds.</summary>
    public static async Task<QueueState> StateAsync(IConnection connection, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // A channel each: the broker closes it over a queue that is not there.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return new QueueState(name, true, found.MessageCount, found.ConsumerCount);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return new QueueState(name, false, 0, 0);
        }
    }

    private static BasicProperties Copy(BasicGetResult delivery)
    {
        var properties = new BasicProperties(delivery.BasicProperties);
        properties.Headers = properties.Headers?.Where(static header => !header.Key.StartsWith(FaultHeaders, StringComparison.Ordinal) && !header.Key.StartsWith("x-", StringComparison.Ordinal))
            .ToDictionary(static header => header.Key, static header => header.Value);
        return properties;
    }

    private static string? Fault(BasicGetResult delivery) =>
        delivery.BasicProperties.Headers is { } headers && headers.TryGetValue(FaultMessage, out var value) && value is byte[] bytes
            ? Encoding.UTF8.GetString(bytes) is { Length: > ShownFaultChars } text ? text[..ShownFaultChars] : Encoding.UTF8.GetString(bytes)
            : null;
}
