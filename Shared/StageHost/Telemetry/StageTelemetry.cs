using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Guide.StageHost.Telemetry;

/// <summary>Metrics, traces, health and logs of a stage's process.</summary>
internal static class StageTelemetry
{
    /// <summary>Every meter and activity source of the project is named Guide.STAGE.</summary>
    public const string SourcePattern = "Guide.*";

    public static void AddStageTelemetry(this IServiceCollection services, Stage stage)
    {
        services.AddHealthChecks();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService($"guide-{stage.Name()}"))
            .WithMetrics(static metrics => metrics.AddMeter(SourcePattern, "MassTransit", "System.Runtime").AddPrometheusExporter())
            .WithTracing(static traces => traces.AddSource(SourcePattern, "MassTransit"));
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            telemetry.WithMetrics(static metrics => metrics.AddOtlpExporter()).WithTracing(static traces => traces.AddOtlpExporter());
        }
    }

    /// <summary>/health/live: the process answers. /health/ready: bus and database are usable. /metrics: Prometheus.</summary>
    public static void MapStageHealth(this WebApplication app)
    {
        app.UseRouting();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            ResponseWriter = static (http, report) => http.Response.WriteAsync(
                string.Join('\n', report.Entries.Select(static entry => $"{entry.Key}: {entry.Value.Status}").Prepend($"{report.Status}")),
                http.RequestAborted),
        });
        app.MapPrometheusScrapingEndpoint("/metrics");
    }

    public static void AddStageLogging(this ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // It would print a trace for every send and delivery that waits for an outage to pass; the one line about it is this project's.
        logging.AddFilter("MassTransit", level <= LogLevel.Debug ? level : LogLevel.None);

        // A host that fails to start logs a stack trace; the process root prints the one line instead.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level <= LogLevel.Debug ? LogLevel.Debug : LogLevel.None);
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
