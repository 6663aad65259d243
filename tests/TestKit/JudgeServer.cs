using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Guide.TestKit;

/// <summary>A judge over HTTP.</summary>
internal sealed class JudgeServer : SocketServer
{
    private readonly Lock _counting = new();
    private readonly Func<int, string, byte[]?> _answer;
    private readonly TimeSpan _pause;
    private int _calls;
    private int _open;

    /// <param name="answer">The whole answer to a request, by its number (from 0) and its body; null = none ever comes.</param>
    /// <param name="pause">How long each answer takes.</param>
    public JudgeServer(Func<int, string, byte[]?> answer, TimeSpan pause = default) => (_answer, _pause) = (answer, pause);

    /// <summary>Requests so far.</summary>
    public int Calls => _calls;

    /// <summary>Most requests that were open at one time.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Bodies of the requests.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>Their heads: request line and headers.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    /// <summary>Its address.</summary>
    public string Address => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/verify";

    /// <summary>An answer with a body.</summary>
    public static byte[] Reply(string body, int status = 200, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n"), .. Encoding.UTF8.GetBytes(body)];

    /// <summary>A verdict.</summary>
    public static byte[] Verdict(bool right) => Reply($$"""{"outcome": "{{(right ? "Correct" : "Incorrect")}}", "reward": {{(right ? 1 : 0)}}, "detail": "said so"}""");

    protected override async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var body = await ReadAsync(stream, stop);
        lock (_counting)
        {
            MostOpen = Math.Max(MostOpen, ++_open);
        }

        await Task.Delay(_pause, stop);
        var answer = _answer(Interlocked.Increment(ref _calls) - 1, body);
        lock (_counting)
        {
            _open--;
        }

        if (answer is null)
        {
            await Task.Delay(Timeout.Infinite, stop);
        }

        await stream.WriteAsync(answer!, stop);
    }

    private async Task<string> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        var text = new MemoryStream();
        var block = new byte[1 << 14];
        while (true)
        {
            var read = await stream.ReadAsync(block, stop);
            if (read == 0)
            {
                throw new IOException("the request is cut");
            }

            text.Write(block, 0, read);
            var all = Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                continue;
            }

            var head = all[..end];
            var length = head.Split("\r\n").Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(static line => int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)).FirstOrDefault();
            if (text.Length >= Encoding.UTF8.GetByteCount(head) + 4 + length)
            {
                Heads.Enqueue(head);
                Bodies.Enqueue(all[(end + 4)..]);
                return all[(end + 4)..];
            }
        }
    }
}
