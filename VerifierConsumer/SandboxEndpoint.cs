using System.Net.Http.Headers;

using Guide.Contracts;
using Guide.StageHost.Endpoints;

namespace Guide.VerifierConsumer;

/// <summary>One remote sandbox service as a client sees it.</summary>
internal sealed class SandboxEndpoint(Uri address, string? token, HttpClient http) : ServerEndpoint(address)
{
    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Address, ServicePaths.Health[1..])), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a request with the token.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        message.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return http.SendAsync(message, cancellationToken);
    }
}
