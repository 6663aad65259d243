using Guide.WebService;

namespace Guide.UnitTests.WebService;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:65535/")]
    [InlineData("http://[::1]:80; http://localhost:81;")]
    [InlineData("HTTP://*")]
    [InlineData("http://+:80")]
    [InlineData("http://unix:/run/guide.sock")]
    public void What_a_server_can_listen_on_is_accepted(string urls) => Assert.Null(ListenAddresses.Problem(urls));

    [Theory]
    [InlineData("", "an address such as")]
    [InlineData(" ; ", "an address such as")]
    [InlineData("nonsense", "'nonsense' is no address")]
    [InlineData("http://", "'http://' is no address")]
    [InlineData("127.0.0.1:8080", "'127.0.0.1:8080' is no address")]
    [InlineData("http://127.0.0.1:8080;tcp://127.0.0.1:1", "'tcp://127.0.0.1:1': the service speaks http")]
    [InlineData("https://127.0.0.1:8080", "TLS belongs to a proxy")]
    [InlineData("http://127.0.0.1:8080/base", "has no path")]
    [InlineData("http://127.0.0.1:65536", "a port is in [0, 65535]")]
    [InlineData("http://127.0.0.1:99999", "a port is in [0, 65535]")]
    [InlineData("http://localhost:0", "take http://127.0.0.1:0")]
    // A name would open the service to every address of the machine.
    [InlineData("http://127.0.0.l:8080", "'127.0.0.l' is no IP address")]
    [InlineData("http://example.org:8080", "'example.org' is no IP address")]
    public void What_it_cannot_is_refused_by_name(string urls, string problem) =>
        Assert.Contains(problem, ListenAddresses.Problem(urls), StringComparison.Ordinal);
}
