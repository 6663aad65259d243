using Guide.Contracts;

namespace Guide.StageHost.Bus;

/// <summary>Reads broker addresses; what is printed never holds the password.</summary>
internal static class BrokerAddress
{
    /// <summary>Reads amqp[s]://user:password@host:port/vhost.</summary>
    /// <exception cref="GuideException">Not such an address (exit code 2).</exception>
    public static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0
            ? uri
            : throw GuideException.Usage("The broker's address must look like amqp://user:password@host:5672/vhost.");

    /// <summary>User and password; "guest" each when the address has none.</summary>
    public static (string User, string Password) Credentials(Uri broker)
    {
        if (broker.UserInfo.Length == 0)
        {
            return ("guest", "guest");
        }

        var parts = broker.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>The address in the form that may be printed and that the transport reads.</summary>
    public static Uri WithoutCredentials(Uri broker) =>
        new UriBuilder(broker) { UserName = "", Password = "", Port = broker.Port > 0 ? broker.Port : DefaultPort(broker) }.Uri;

    private static int DefaultPort(Uri broker) => broker.Scheme == "amqps" ? 5671 : 5672;
}
