using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Guide.IntegrationTests.Servers;

/// <summary>An HTTP server on a free port that answers as an inference server does; subclasses speak the dialects. Faults are scripted from outside.</summary>
internal abstract class TestServer : IAsyncDisposable
{
    private WebApplication? _app;
    private int _port;

    /// <summary>Every request's path and body, in the order they came.</summary>
    public ConcurrentQueue<(string Path, JsonNode? Body)> Requests { get; } = [];

    /// <summary>Asked before each answer; true = it has answered itself.</summary>
    public Func<HttpContext, JsonNode?, Task<bool>>? Fault { get; set; }

    /// <summary>Changes an answer on its way out.</summary>
    public Action<string, JsonNode>? Falsify { get; set; }

    public string Address => $"http://127.0.0.1:{_port}";

    public int Count(string path) => Requests.Count(request => request.Path == path);

    /// <summary>Starts, or starts again on the same port.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Dies: connections break, what was loaded is gone.</summary>
    public async Task KillAsync()
    {
        var app = _app!;
        _app = null;
        Forget();
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(atOnce.Token);
        await app.DisposeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await KillAsync();
        }
    }

    /// <summary>Answers; null = there is no such path.</summary>
    protected abstract Task<(int Status, JsonNode Answer)?> AnswerAsync(string path, JsonNode? body);

    /// <summary>What a restart loses.</summary>
    protected abstract void Forget();

    protected static int[] Ids(JsonNode? array) => [.. array!.AsArray().Select(id => id!.GetValue<int>())];

    protected static JsonArray Array(IEnumerable<int> ids) => new([.. ids.Select(id => (JsonNode)JsonValue.Create(id))]);

    protected static JsonArray Array(IEnumerable<float> numbers) => new([.. numbers.Select(number => (JsonNode)JsonValue.Create(number))]);

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var body = context.Request.Method == "POST" ? await JsonNode.ParseAsync(context.Request.Body) : null;
        Assert.True(body is null || context.Request.ContentLength > 0, "a small hook reads no chunks");
        Requests.Enqueue((path, body?.DeepClone()));
        if (Fault is { } fault && await fault(context, body))
        {
            return;
        }

        if (path == "/health")
        {
            return;
        }

        var (status, answer) = await AnswerAsync(path, body) ?? (404, new JsonObject { ["detail"] = "Not Found" });
        Falsify?.Invoke(path, answer);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer);
    }
}
