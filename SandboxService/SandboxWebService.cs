using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using KestrelServerLimits = Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerLimits;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Guide.SandboxService;

/// <summary>The sandbox over HTTP: <c>/run_code</c> as SandboxFusion speaks it, <c>/judge</c> for this project's workers, <c>/health</c>, <c>/metrics</c>.</summary>
public static class SandboxWebService
{
    // Beside those that wait: health checks, metrics, and what is refused.
    private const int SpareConnections = 256;

    private static readonly JsonSerializerOptions JudgeJson = new(SnakeCaseJson.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };

    /// <summary>Builds the service around a sandbox that already passed its self-test. The caller disposes both, the service first.</summary>
    public static WebApplication Build(SandboxServiceOptions options, Sandbox sandbox, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
        var most = options.QueueLimit + sandbox.Slots;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.MaxRequestBodySize = options.RequestBytes;
            // Nobody holds a place in the queue by being slow, nor the service's memory by not reading.
            limits.RequestHeadersTimeout = options.HeadersTimeout;
            limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(options.SlowestBytesPerSecond, TimeSpan.FromSeconds(5));
            limits.MaxConcurrentConnections = most + SpareConnections;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<SandboxTelemetry>(_ => new(sandbox));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(SandboxTelemetry.MeterName).AddPrometheusExporter());

        var app = builder.Build();
        var telemetry = app.Services.GetRequiredService<SandboxTelemetry>();
        var runner = new CodeRunner(sandbox, options);
        var verifier = new CodeVerifier(sandbox);
        var admitted = 0;
        long admittedBytes = 0;

        app.Use(async (context, next) =>
        {
            if (options.Token is string token && context.Request.Path != "/health" && !Carries(context.Request, token))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return;
            }

            if (!HttpMethods.IsPost(context.Request.Method))
            {
                await next(context);
                return;
            }

            // Counted before the body is read: waiting requests hold memory.
            var size = Math.Min(context.Request.ContentLength ?? options.RequestBytes, options.RequestBytes);
            if (Interlocked.Increment(ref admitted) > most | Interlocked.Add(ref admittedBytes, size) > Math.Max(options.QueueBytes, options.RequestBytes))
            {
                Interlocked.Decrement(ref admitted);
                Interlocked.Add(ref admittedBytes, -size);
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return;
            }

            try
            {
                await next(context);
            }
            finally
            {
                Interlocked.Decrement(ref admitted);
                Interlocked.Add(ref admittedBytes, -size);
            }
        });
        app.MapGet("/health", (IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.IsCancellationRequested
            ? Results.Json(new { status = "draining" }, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new { status = "ok", slots = sandbox.Slots, busy = sandbox.Busy, waiting = sandbox.Waiting, memory = sandbox.MemoryBound }));
        app.MapPost("/run_code", async (HttpContext context) =>
        {
            var start = time.GetTimestamp();
            if (await ReadAsync<RunCodeRequest>(context, null) is not { } request)
            {
                return;
            }

            if (runner.Validate(request) is string wrong)
            {
                await DetailAsync(context, StatusCodes.Status422UnprocessableEntity, wrong);
                return;
            }

            var response = await runner.RunAsync(request, context.RequestAborted);
            telemetry.Record("run_code", sandbox.Runtimes.Get(request.Language)!.Name, response.Status, time.GetElapsedTime(start));
            await context.Response.WriteAsJsonAsync(response, context.RequestAborted);
        });
        app.MapPost("/judge", async (HttpContext context) =>
        {
            var start = time.GetTimestamp();
            if (await ReadAsync<JudgeRequest>(context, JudgeJson) is not { } request)
            {
                return;
            }

            var verdict = await verifier.JudgeAsync(
                new VerificationCase { Domain = Domain.Code, Tests = request.Tests, Prediction = request.Prediction, PredictionIsText = request.PredictionIsText },
                context.RequestAborted);
            telemetry.Record("judge", "", verdict.Outcome.ToString(), time.GetElapsedTime(start));
            await context.Response.WriteAsJsonAsync(verdict, JudgeJson, context.RequestAborted);
        });
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static bool Carries(HttpRequest request, string token)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var said = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "";
        // Hashes: equal lengths, so that the comparison takes the same time for every guess.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(said)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonSerializerOptions? json)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, json ?? JsonSerializerOptions.Default, context.RequestAborted);
            if (body is not null)
            {
                return body;
            }

            await DetailAsync(context, StatusCodes.Status422UnprocessableEntity, "the body is null");
        }
        catch (JsonException exception)
        {
            await DetailAsync(context, StatusCodes.Status422UnprocessableEntity, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            await DetailAsync(context, exception.StatusCode, exception.Message);
        }

        return null;
    }

    private static Task DetailAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { detail }, context.RequestAborted);
    }
}
