using System.Text;
using Guide.Contracts;
using RabbitMQ.Client;

namespace Guide.StageHost.Bus;

/// <summary>Asks a broker who it is, for <c>guide doctor</c>.</summary>
public static class BrokerProbe
{
    /// <summary>Connects once and gives product, version and address, without the password.</summary>
    /// <exception cref="GuideException">Not an address (exit code 2), or the broker cannot be used (1).</exception>
    public static async Task<string> DescribeAsync(string address, CancellationToken cancellationToken)
    {
        await using var connection = await BrokerLink.ConnectAsync(address, "guide-doctor", cancellationToken);
        return $"{Property(connection, "product")} {Property(connection, "version")} at {BrokerLink.Shown(address)}";
    }

    private static string Property(IConnection connection, string name) =>
        connection.ServerProperties is { } properties && properties.TryGetValue(name, out var value) && value is byte[] bytes
            ? Encoding.UTF8.GetString(bytes)
            : "?";
}
