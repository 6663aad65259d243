using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Guide.TestKit;

/// <summary>A small server that speaks the OpenAI API, and can also answer badly or not at all.</summary>
internal sealed class TeacherServer : SocketServer
{
    private readonly Func<int, JsonNode, Reply> _reply;
    private int _calls;

    /// <param name="reply">What is answered, by the number of the request (from 0) and its body.</param>
    public TeacherServer(Func<int, JsonNode, Reply> reply) => _reply = reply;

    /// <summary>Requests so far.</summary>
    public int Calls => _calls;

    /// <summary>Their bodies.</summary>
    public ConcurrentQueue<JsonNode> Bodies { get; } = new();

    /// <summary>Their Authorization headers; empty = none.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>Its base address.</summary>
    public string Address => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/v1";

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

    protected override async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        while (await ReadAsync(stream, stop) is { } request)
        {
            var (body, key) = request;
            Bodies.Enqueue(body);
            Keys.Enqueue(key);
            var reply = _reply(Interlocked.Increment(ref _calls) - 1, body);
            if (reply.Silent)
            {
                await Task.Delay(Timeout.Infinite, stop);
            }

            var bytes = Encoding.UTF8.GetBytes(reply.Text);
            var head = $"HTTP/1.1 {reply.Status} Answer\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length + (reply.Cut ? 100 : 0)}\r\n{(reply.RetryAfterSeconds is { } wait ? $"Retry-After: {wait}\r\n" : "")}\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop);
            await stream.WriteAsync(bytes, stop);
            if (reply.Cut)
            {
                return;
            }
        }
    }

    // One request, byte by byte up to the blank line; null at the end of the connection.
    private async Task<(JsonNode Body, string Key)?> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var body = new byte[int.Parse(Header(lines, "Content-Length"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stop);
        return (JsonNode.Parse(body)!, Header(lines, "Authorization"));
    }

    private static string Header(string[] lines, string name) =>
        Array.Find(lines, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line ? line[(name.Length + 1)..].Trim() : "";

    /// <summary>One answer.</summary>
    internal sealed record Reply(int Status, string Text, int? RetryAfterSeconds = null, bool Cut = false, bool Silent = false);
}
