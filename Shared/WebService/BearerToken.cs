using System.Security.Cryptography;
using System.Text;

using Guide.Contracts;

using Microsoft.AspNetCore.Http;

namespace Guide.WebService;

/// <summary>Lets requests through that carry the token; health is for everybody.</summary>
internal sealed class BearerToken(string token)
{
    private const string Scheme = "Bearer ";

    // Hashes: equal lengths, so that the comparison takes the same time for every guess.
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The check, as a step of the request's way.</summary>
    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == ServicePaths.Health || Carries(context.Request))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
    }

    private bool Carries(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var said = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "";
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(said)), _hash);
    }
}
