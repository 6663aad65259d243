using System.Net.Sockets;

using Guide.Contracts;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

using OpenTelemetry.Metrics;

namespace Guide.WebService;

/// <summary>What every HTTP service of the project is made of: limits, token, bounded queue, metrics, health, one way to start.</summary>
public static class WebServiceHost
{
    // Beside those that wait: health checks, metrics, and what is refused.
    private const int SpareConnections = 256;

    // Time in which a slow client may stay below the lowest rate.
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    /// <summary>A builder with the service's limits.</summary>
    /// <param name="name">The application's name.</param>
    /// <param name="meter">The meter that /metrics shows.</param>
    /// <param name="options">The settings.</param>
    /// <param name="most">Requests under way: those that run and those that wait.</param>
    /// <exception cref="GuideException">A setting is out of range (exit code 2).</exception>
    public static WebApplicationBuilder CreateBuilder(string name, string meter, WebServiceOptions options, int most)
    {
        SettingRanges.Check(options);

        // The empty builder reads no appsettings.json of whatever folder the process was started in, and no ASPNETCORE_ variable.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = name });
        builder.WebHost.UseKestrelCore().UseUrls(ListenAddresses.Split(options.Urls)).ConfigureKestrel(kestrel => Limit(kestrel.Limits, options, most));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(meter).AddPrometheusExporter());
        AddLogging(builder);
        return builder;
    }

    /// <summary>The application, with token and bounded queue before its routes, and /health and /metrics.</summary>
    /// <param name="builder">From <see cref="CreateBuilder"/>.</param>
    /// <param name="options">The settings.</param>
    /// <param name="most">Requests under way: those that run and those that wait.</param>
    /// <param name="health">What /health tells of a service that takes requests.</param>
    public static WebApplication Build(WebApplicationBuilder builder, WebServiceOptions options, int most, Func<object> health)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var app = builder.Build();
        var started = app.Services.GetRequiredService<Started>();
        app.Lifetime.ApplicationStarted.Register(() => started.Value = true);
        if (options.Token is string token)
        {
            app.Use(new BearerToken(token).CheckAsync);
        }

        app.Use(new Admission(options, most).AdmitAsync);
        app.MapGet(ServicePaths.Health, context => AnswerHealthAsync(context, app.Lifetime, health));
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="GuideException">An address cannot be used.</exception>
    public static async Task StartAsync(WebApplication app, WebServiceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            throw new GuideException($"{options.Urls}: {refused.Message}", refused);
        }
    }

    /// <summary>503 while the last requests are finished.</summary>
    private static Task AnswerHealthAsync(HttpContext context, IHostApplicationLifetime lifetime, Func<object> health)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsJsonAsync(new { status = "draining" });
        }

        return context.Response.WriteAsJsonAsync(health());
    }

    // Nobody holds a place in the queue by being slow, nor the service's memory by not reading.
    private static void Limit(KestrelServerLimits limits, WebServiceOptions options, int most)
    {
        // The bound of a body is Admission's: past its own, the server would cut the connection while the client writes, and the answer with it.
        // So it reads what is left of a refused body, for five seconds at most.
        limits.MaxRequestBodySize = null;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(options.SlowestBytesPerSecond, RateGrace);
        limits.MaxConcurrentConnections = most + SpareConnections;
    }

    // What fails the start is thrown to the caller, who says it in one line: the host's own report of it, with a stack trace, is not printed.
    private static void AddLogging(WebApplicationBuilder builder)
    {
        var started = new Started();
        builder.Services.AddSingleton(started);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter((_, level) => level >= LogLevel.Warning && started.Value);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private sealed class Started
    {
        public volatile bool Value;
    }
}
