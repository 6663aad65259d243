using System.Runtime.CompilerServices;
using System.Threading.Channels;

using Guide.Contracts;

using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Guide.StageHost.Bus;

/// <summary>One durable queue of a broker that belongs to no run: pieces of work that any of several workers takes. One connection; what breaks it is seen by its user (<see cref="IsAway"/>), who connects again.</summary>
public sealed class WorkQueue : IAsyncDisposable
{
    private const string DeliveryCount = "x-delivery-count";
    private const int DeliveriesBeforeLoss = 20;

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _name;

    private WorkQueue(IConnection connection, IChannel channel, string name) => (_connection, _channel, _name) = (connection, channel, name);

    /// <summary>False: the connection is gone.</summary>
    public bool IsOpen => _channel.IsOpen && _connection.IsOpen;

    /// <summary>Connects once and declares the queue.</summary>
    /// <param name="address">amqp://user:password@host:5672/vhost.</param>
    /// <param name="name">The queue.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="GuideException">Not an address (exit code 2), or the broker cannot be used (1).</exception>
    public static async Task<WorkQueue> OpenAsync(string address, string name, CancellationToken cancellationToken)
    {
        var connection = await BrokerLink.ConnectAsync(address, "guide-work", cancellationToken);
        try
        {
            // With confirms: a piece is sent when the broker has it.
            var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
            await channel.QueueDeclareAsync(
                name,
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = DeliveriesBeforeLoss },
                cancellationToken: cancellationToken);
            return new WorkQueue(connection, channel, name);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            throw BrokerLink.IsBroker(exception) ? new GuideException($"The queue {name} of the broker {Shown(address)} cannot be used: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", exception) : exception;
        }
    }

    /// <summary>Whether a failure is the broker's and passes when it is back. A refused password, and a queue that is declared otherwise, do not.</summary>
    public static bool IsAway(Exception exception) =>
        !IsRefusal(exception) && (BrokerLink.IsBroker(exception) || (exception is GuideException { ExitCode: ExitCodes.Failed, InnerException: { } inner } && BrokerLink.IsBroker(inner)));

    /// <summary>The address as it may be printed.</summary>
    public static string Shown(string address) => BrokerLink.Shown(address).ToString();

    /// <summary>Sends a piece; it is on the broker's disk when this returns.</summary>
    /// <param name="headers">Words, whole numbers and truth values beside it.</param>
    /// <param name="body">The piece.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task SendAsync(IReadOnlyDictionary<string, object> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await _channel.BasicPublishAsync(
            "",
            _name,
            mandatory: true,
            new BasicProperties { Persistent = true, Headers = headers.ToDictionary(static header => header.Key, static header => (object?)header.Value) },
            body,
            cancellationToken);

    /// <summary>What the queue holds and who takes from it.</summary>
    public Task<QueueState> StateAsync(CancellationToken cancellationToken) => RunQueues.StateAsync(_connection, _name, cancellationToken);

    /// <summary>The pieces that come to this worker, until the connection ends.</summary>
    /// <param name="cancellationToken">Ends it; what was not acknowledged goes back.</param>
    /// <exception cref="IOException">The connection or the queue is gone.</exception>
    public async IAsyncEnumerable<WorkPiece> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One at a time: what waited here would count as one that ended its worker.
        await _channel.BasicQosAsync(0, 1, global: false, cancellationToken);
        var arrived = Channel.CreateUnbounded<WorkPiece>();
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            // The body is the client's own buffer.
            arrived.Writer.TryWrite(new WorkPiece(delivery.DeliveryTag, Headers(delivery.BasicProperties), delivery.Body.ToArray(), DeliveriesBefore(delivery.BasicProperties)));
            return Task.CompletedTask;
        };
        consumer.ShutdownAsync += (_, reason) => EndAsync(arrived.Writer, $"the connection to the broker ended ({reason.ReplyText})");
        consumer.UnregisteredAsync += (_, _) => consumer.ShutdownReason is null ? EndAsync(arrived.Writer, "the broker has no such queue any more") : Task.CompletedTask;
        await _channel.BasicConsumeAsync(_name, autoAck: false, consumer, cancellationToken);
        await foreach (var piece in arrived.Reader.ReadAllAsync(cancellationToken))
        {
            yield return piece;
        }
    }

    /// <summary>A piece is done.</summary>
    public ValueTask DoneAsync(WorkPiece piece, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return _channel.BasicAckAsync(piece.Tag, multiple: false, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static Task EndAsync(ChannelWriter<WorkPiece> arrived, string why)
    {
        arrived.TryComplete(new IOException(why));
        return Task.CompletedTask;
    }

    private static Dictionary<string, object> Headers(IReadOnlyBasicProperties properties) =>
        (properties.Headers ?? new Dictionary<string, object?>()).Where(static header => header.Value is not null)
            .ToDictionary(static header => header.Key, static header => header.Value is byte[] text ? System.Text.Encoding.UTF8.GetString(text) : header.Value!);

    private static long DeliveriesBefore(IReadOnlyBasicProperties properties) =>
        properties.Headers is { } headers && headers.TryGetValue(DeliveryCount, out var count) 
            ? count switch { long number => number, int number => number, _ => 0 }
            : 0;

    private static bool IsRefusal(Exception? exception) => exception switch
    {
        null => false,
        AuthenticationFailureException or OperationInterruptedException { ShutdownReason.ReplyCode: Constants.AccessRefused or Constants.PreconditionFailed } => true,
        AggregateException several => several.InnerExceptions.Any(IsRefusal),
        _ => IsRefusal(exception.InnerException),
    };
}
