using Guide.CodeSandbox.Isolation;
using Guide.SandboxService.Endpoints;
using Guide.SandboxService.Problems;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Guide.SandboxService;

/// <summary>The sandbox over HTTP: <c>/run_code</c> as SandboxFusion speaks it, <c>/judge</c> for this project's workers, <c>/health</c>, <c>/metrics</c>.</summary>
internal static class SandboxWebService
{
    /// <summary>Builds the service around a sandbox that already passed its self-test. The caller disposes both, the service first.</summary>
    /// <exception cref="Guide.Contracts.GuideException">A setting is out of range (exit code 2).</exception>
    public static WebApplication Build(SandboxServiceOptions options, Sandbox sandbox, TimeProvider time)
    {
        var most = options.QueueLimit + sandbox.Slots;
        var builder = WebServiceHost.CreateBuilder("guide-sandbox", SandboxTelemetry.MeterName, options, most);
        builder.Services.AddSingleton<SandboxTelemetry>(_ => new(sandbox));
        var app = WebServiceHost.Build(
            builder, options, most, () => new { status = "ok", slots = sandbox.Slots, busy = sandbox.Busy, waiting = sandbox.Waiting, memory = sandbox.MemoryBound });
        var telemetry = app.Services.GetRequiredService<SandboxTelemetry>();
        new RunCodeEndpoint(sandbox, options, telemetry, time).Map(app);
        new RunJupyterEndpoint(sandbox, options, telemetry, time).Map(app);
        new JudgeEndpoint(sandbox, telemetry, time).Map(app);
        new ProblemEndpoints(sandbox, options, ProblemStore.Read(options.Data), telemetry, time).Map(app);
        app.MapGet("/v1/ping", (HttpContext context) => context.Response.WriteAsJsonAsync("pong"));
        return app;
    }
}
