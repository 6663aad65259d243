using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Guide.IntegrationTests.Bus;

/// <summary>The broker as it is, without the bus in between.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    private readonly IConnection _connection;

    private RawBroker(IConnection connection) => _connection = connection;

    public static async Task<RawBroker> ConnectAsync(Uri broker) =>
        new(await new ConnectionFactory { Uri = broker }.CreateConnectionAsync());

    public async Task<bool> QueueExistsAsync(string name)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(name);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    public async Task<uint> CountAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.MessageCountAsync(queue);
    }

    public async Task DeleteQueueAsync(string name)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(name);
    }

    public async Task PublishAsync(string exchange, string body, string contentType)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.BasicPublishAsync(
            exchange, "", mandatory: true, new BasicProperties { ContentType = contentType }, System.Text.Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Puts a message straight into a queue.</summary>
    public async Task PublishToQueueAsync(string queue, string body)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.BasicPublishAsync("", queue, mandatory: true, System.Text.Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Takes the next message and gives it back, as a consumer that dies over it would.</summary>
    /// <returns>False when the queue is empty.</returns>
    public async Task<bool> TakeAndReturnAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        var delivery = await channel.BasicGetAsync(queue, autoAck: false);
        if (delivery is null)
        {
            return false;
        }

        await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
        return true;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
