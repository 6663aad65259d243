using System.Net;

using Microsoft.AspNetCore.Http;

namespace Guide.WebService;

/// <summary>The addresses that the service listens on, as the command line gives them.</summary>
public static class ListenAddresses
{
    /// <summary>The list, without empty entries.</summary>
    public static string[] Split(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with the first wrong address; null = nothing.</summary>
    public static string? Problem(string urls)
    {
        var addresses = Split(urls);
        return addresses.Length == 0
            ? "an address such as http://127.0.0.1:8080 is needed."
            : addresses.Select(ProblemOfOne).FirstOrDefault(static problem => problem is not null);
    }

    private static string? ProblemOfOne(string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            return $"'{text}' is no address such as http://127.0.0.1:8080.";
        }

        return address switch
        {
            _ when !string.Equals(address.Scheme, "http", StringComparison.OrdinalIgnoreCase) => $"'{text}': the service speaks http; TLS belongs to a proxy in front of it.",
            { PathBase.Length: > 0 } => $"'{text}': an address has no path.",
            { IsUnixPipe: true } => null,
            // The server would take a name that it does not know for "every address of the machine".
            _ when !IsLocal(address.Host) => $"'{text}': '{address.Host}' is no IP address, localhost, or * for every address of this machine.",
            { Port: < 0 or > 65535 } => $"'{text}': a port is in [0, 65535].",
            { Port: 0, Host: "localhost" } => $"'{text}': localhost is two addresses; for a free port take http://127.0.0.1:0.",
            _ => null,
        };
    }

    private static bool IsLocal(string host) => host is "localhost" or "*" or "+" || IPAddress.TryParse(host, out _);
}
