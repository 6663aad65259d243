using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Guide.TestKit;

/// <summary>
/// A server as a child process. A supervising shell holds it and stops it when its standard input closes: also when the test process
/// is killed, no server stays behind.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Supervisor =
        """
        stop=$1; shift
        "$@" < /dev/null >> "$GUIDE_SERVER_LOG" 2>&1 &
        server=$!
        cat > /dev/null
        eval "$stop"
        wait "$server" 2> /dev/null
        true
        """;

    private readonly Process _shell;

    private ServerProcess(Process shell) => _shell = shell;

    /// <summary>Starts it.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="log">File that gets its output.</param>
    /// <param name="stop">Shell commands that stop it; <c>$server</c> is its process id.</param>
    public static ServerProcess Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string log, string stop)
    {
        // A working directory that every user may read: PostgreSQL runs as another user.
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (var argument in (IEnumerable<string>)["-c", Supervisor, "supervisor", stop, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["GUIDE_SERVER_LOG"] = log;
        return new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("bash did not start."));
    }

    /// <summary>A TCP port nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its output.</exception>
    public static async Task RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await output}{await error}");
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="InvalidOperationException">It does not within the limit; the message ends with the server's log.</exception>
    public async Task WaitUntilAsync(string what, Func<Task<bool>> condition, TimeSpan limit, string log)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (_shell.HasExited || Stopwatch.GetElapsedTime(started) > limit)
            {
                var tail = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(30)) : "(no log)";
                throw new InvalidOperationException($"{what} is not ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s:\n{tail}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>True when something accepts connections on that port of this machine.</summary>
    public static async Task<bool> AcceptsAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
