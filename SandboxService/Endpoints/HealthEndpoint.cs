using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Guide.SandboxService.Endpoints;

/// <summary><c>GET /health</c>: the slots and their load; 503 while the last requests are finished.</summary>
internal sealed class HealthEndpoint(Sandbox sandbox, IHostApplicationLifetime lifetime)
{
    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(JudgeExchange.HealthPath, AnswerAsync);

    private Task AnswerAsync(HttpContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsJsonAsync(new { status = "draining" });
        }

        return context.Response.WriteAsJsonAsync(
            new { status = "ok", slots = sandbox.Slots, busy = sandbox.Busy, waiting = sandbox.Waiting, memory = sandbox.MemoryBound });
    }
}
