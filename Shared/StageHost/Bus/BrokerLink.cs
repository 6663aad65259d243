using Guide.Contracts;

using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Guide.StageHost.Bus;

/// <summary>One connection to a broker for a command, without recovery: what breaks is seen by whoever uses it.</summary>
public static class BrokerLink
{
    /// <summary>Connects once.</summary>
    /// <param name="address">amqp://user:password@host:5672/vhost.</param>
    /// <param name="client">What the broker's operator reads, for example "guide-queues".</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="GuideException">Not an address (exit code 2), or the broker cannot be used (1).</exception>
    public static async Task<IConnection> ConnectAsync(string address, string client, CancellationToken cancellationToken)
    {
        var broker = BrokerAddress.Parse(address);
        try
        {
            return await new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(client, cancellationToken);
        }
        catch (Exception exception) when (IsBroker(exception))
        {
            throw new GuideException($"The broker {Shown(address)} cannot be used: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>The address as it may be printed: without the password.</summary>
    public static Uri Shown(string address) => BrokerAddress.WithoutCredentials(BrokerAddress.Parse(address));

    /// <summary>Whether an exception is the broker's or the connection's.</summary>
    public static bool IsBroker(Exception exception) => exception is RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException;
}
