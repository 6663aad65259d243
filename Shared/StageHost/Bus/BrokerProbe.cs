using System.Text;
using Guide.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Guide.StageHost.Bus;

/// <summary>Asks a broker who it is, for <c>guide doctor</c>.</summary>
public static class BrokerProbe
{
    /// <summary>Connects once and gives product, version and address, without the password.</summary>
    /// <exception cref="GuideException">Not an address (exit code 2), or the broker cannot be used (1).</exception>
    public static async Task<string> DescribeAsync(string address, CancellationToken cancellationToken)
    {
        var broker = BrokerAddress.Parse(address);
        var shown = BrokerAddress.WithoutCredentials(broker);
        try
        {
            var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync("guide-doctor", cancellationToken);
            return $"{Property(connection, "product")} {Property(connection, "version")} at {shown}";
        }
        catch (Exception exception) when (exception is RabbitMQClientException or IOException or TimeoutException)
        {
            throw new GuideException(
                $"The broker {shown} cannot be used: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static string Property(IConnection connection, string name) =>
        connection.ServerProperties is { } properties && properties.TryGetValue(name, out var value) && value is byte[] bytes
            ? Encoding.UTF8.GetString(bytes)
            : "?";
}
