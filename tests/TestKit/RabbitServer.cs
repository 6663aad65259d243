using System.Globalization;

namespace Guide.TestKit;

/// <summary>
/// A private RabbitMQ node from the system's package: own ports, own folder, own epmd, no plugin, nothing shared with a node that may run
/// on the machine.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const string Bin = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new("guide-rabbitmq");
    private readonly int _port = ServerProcess.FreePort();
    private readonly int _distributionPort = ServerProcess.FreePort();
    private readonly int _epmdPort = ServerProcess.FreePort();
    private ServerProcess? _process;

    private RabbitServer()
    {
    }

    /// <summary>Address of the default virtual host.</summary>
    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{_port}");

    private string PidFile => Path.Combine(_folder.Path, "pid");

    private string LogFile => Path.Combine(_folder.Path, "log");

    private Dictionary<string, string> NodeEnvironment => new()
    {
        ["HOME"] = _folder.Path,
        ["ERL_EPMD_PORT"] = _epmdPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"guide{_port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder.Path, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder.Path, "logs"),
        ["RABBITMQ_PID_FILE"] = PidFile,
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder.Path, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder.Path, "plugins"),
    };

    /// <summary>Starts a node; 5–11 s on a quiet machine.</summary>
    /// <exception cref="InvalidOperationException">The package is missing, or the node did not come up.</exception>
    public static async Task<RabbitServer> StartAsync()
    {
        if (!File.Exists($"{Bin}/rabbitmq-server"))
        {
            throw new InvalidOperationException(
                "RabbitMQ is not installed (apt-get install rabbitmq-server), and GUIDE_TEST_BROKER names no other broker.");
        }

        var server = new RabbitServer();
        var cookie = Path.Combine(server._folder.Path, ".erlang.cookie");
        await File.WriteAllTextAsync(cookie, Guid.NewGuid().ToString("N"));
        File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        await File.WriteAllTextAsync(Path.Combine(server._folder.Path, "plugins"), "[].");

        // Memory is shared with the tests: the alarm must not block publishers because of them.
        await File.WriteAllTextAsync(
            Path.Combine(server._folder.Path, "rabbitmq.conf"), "vm_memory_high_watermark.relative = 0.9\ndisk_free_limit.absolute = 50MB\n");
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts the node again with the data it had.</summary>
    public async Task RestartAsync()
    {
        File.Delete(PidFile);
        _process = ServerProcess.Start(
            [$"{Bin}/rabbitmq-server"],
            NodeEnvironment,
            LogFile,
            $"""
            pid=$(cat {PidFile} 2> /dev/null || echo $server)
            kill -TERM $pid 2> /dev/null
            while kill -0 $pid 2> /dev/null; do sleep 0.1; done
            epmd -port {_epmdPort} -kill > /dev/null 2>&1
            """);
        await _process.WaitUntilAsync(
            "RabbitMQ", async () => File.Exists(PidFile) && await ServerProcess.AcceptsAsync(_port), StartLimit, LogFile);
    }

    /// <summary>Ends the node as a crash would (SIGKILL). Confirmed messages are on disk.</summary>
    public async Task KillAsync()
    {
        var pid = (await File.ReadAllTextAsync(PidFile)).Trim();
        await ServerProcess.RunAsync(["kill", "-KILL", pid]);
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Ends the node and forgets its data: queues, messages, users' changes.</summary>
    public async Task WipeAsync()
    {
        await KillAsync();
        Directory.Delete(Path.Combine(_folder.Path, "data"), recursive: true);
    }

    /// <summary>Runs rabbitmqctl against the node and gives its output; about a second.</summary>
    public Task ControlAsync(params string[] arguments) =>
        ServerProcess.RunAsync([$"{Bin}/rabbitmqctl", .. arguments], NodeEnvironment);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
