using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guide.TestKit;

/// <summary>A small server that speaks the OpenAI API over a socket of its own, so that it can also answer badly or not at all.</summary>
internal sealed class TeacherServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, JsonNode, Reply> _reply;
    private readonly Task _accepting;
    private int _calls;

    /// <param name="reply">What is answered, by the number of the request (from 0) and its body.</param>
    public TeacherServer(Func<int, JsonNode, Reply> reply)
    {
        _reply = reply;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Requests so far.</summary>
    public int Calls => _calls;

    /// <summary>Their bodies.</summary>
    public ConcurrentQueue<JsonNode> Bodies { get; } = new();

    /// <summary>Their Authorization headers; empty = none.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>Its base address.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/v1";

    /// <summary>An answer that holds a hint.</summary>
    public static Reply Hint(string words, int promptTokens = 50, int completionTokens = 20) => new(200, new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = words } }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = promptTokens, ["completion_tokens"] = completionTokens },
    }.ToJsonString());

    /// <summary>Another status.</summary>
    public static Reply Status(int status, int? retryAfterSeconds = null) => new(status, """{"error": {"message": "no"}}""", retryAfterSeconds);

    /// <summary>A body of any kind with status 200.</summary>
    public static Reply Body(string text) => new(200, text);

    /// <summary>The connection is cut in the middle of the answer.</summary>
    public static Reply Cut() => new(200, "{", Cut: true);

    /// <summary>No answer at all.</summary>
    public static Reply Silence() => new(200, "", Silent: true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _accepting;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = client.GetStream();
            while (await ReadAsync(stream) is { } request)
            {
                var (body, key) = request;
                Bodies.Enqueue(body);
                Keys.Enqueue(key);
                var reply = _reply(Interlocked.Increment(ref _calls) - 1, body);
                if (reply.Silent)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                var bytes = Encoding.UTF8.GetBytes(reply.Text);
                var head = $"HTTP/1.1 {reply.Status} Answer\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length + (reply.Cut ? 100 : 0)}\r\n{(reply.RetryAfterSeconds is { } wait ? $"Retry-After: {wait}\r\n" : "")}\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
                await stream.WriteAsync(bytes, _stop.Token);
                if (reply.Cut)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or JsonException)
        {
            // The client has gone, or the test is over.
        }
    }

    // One request, byte by byte up to the blank line; null at the end of the connection.
    private async Task<(JsonNode Body, string Key)?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var body = new byte[int.Parse(Header(lines, "Content-Length"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return (JsonNode.Parse(body)!, Header(lines, "Authorization"));
    }

    private static string Header(string[] lines, string name) =>
        Array.Find(lines, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line ? line[(name.Length + 1)..].Trim() : "";

    /// <summary>One answer.</summary>
    internal sealed record Reply(int Status, string Text, int? RetryAfterSeconds = null, bool Cut = false, bool Silent = false);
}
