using Guide.CodeSandbox.Isolation;
using Guide.SandboxService.Endpoints;
using Guide.SandboxService.Problems;
using Guide.SandboxService.Requests;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

using OpenTelemetry.Metrics;

namespace Guide.SandboxService;

/// <summary>The sandbox over HTTP: <c>/run_code</c> as SandboxFusion speaks it, <c>/judge</c> for this project's workers, <c>/health</c>, <c>/metrics</c>.</summary>
internal static class SandboxWebService
{
    // Beside those that wait: health checks, metrics, and what is refused.
    private const int SpareConnections = 256;

    // Time in which a slow client may stay below the lowest rate.
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    /// <summary>Builds the service around a sandbox that already passed its self-test. The caller disposes both, the service first.</summary>
    /// <exception cref="Guide.Contracts.GuideException">A setting is out of range (exit code 2).</exception>
    public static WebApplication Build(SandboxServiceOptions options, Sandbox sandbox, TimeProvider time)
    {
        SettingRanges.Check(options);
        var most = options.QueueLimit + sandbox.Slots;

        // The empty builder reads no appsettings.json of whatever folder the process was started in, and no ASPNETCORE_ variable.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "guide-sandbox" });
        builder.WebHost.UseKestrelCore().UseUrls(ListenAddresses.Split(options.Urls)).ConfigureKestrel(kestrel => Limit(kestrel.Limits, options, most));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        builder.Services.AddSingleton<SandboxTelemetry>(_ => new(sandbox));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(SandboxTelemetry.MeterName).AddPrometheusExporter());
        var started = false;
        AddLogging(builder.Logging, () => started);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => started = true);
        var telemetry = app.Services.GetRequiredService<SandboxTelemetry>();
        if (options.Token is string token)
        {
            app.Use(new BearerToken(token).CheckAsync);
        }

        app.Use(new Admission(options, most).AdmitAsync);
        new HealthEndpoint(sandbox, app.Lifetime).Map(app);
        new RunCodeEndpoint(sandbox, options, telemetry, time).Map(app);
        new RunJupyterEndpoint(sandbox, options, telemetry, time).Map(app);
        new JudgeEndpoint(sandbox, telemetry, time).Map(app);
        new ProblemEndpoints(sandbox, ProblemStore.Read(options.Data), telemetry, time).Map(app);
        app.MapGet("/v1/ping", (HttpContext context) => context.Response.WriteAsJsonAsync("pong"));
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    // Nobody holds a place in the queue by being slow, nor the service's memory by not reading.
    private static void Limit(KestrelServerLimits limits, SandboxServiceOptions options, int most)
    {
        limits.MaxRequestBodySize = options.RequestBytes;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(options.SlowestBytesPerSecond, RateGrace);
        limits.MaxConcurrentConnections = most + SpareConnections;
    }

    // What fails the start is thrown to the caller, who says it in one line: the host's own report of it, with a stack trace, is not printed.
    private static void AddLogging(ILoggingBuilder logging, Func<bool> started)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter((_, level) => level >= LogLevel.Warning && started());
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
