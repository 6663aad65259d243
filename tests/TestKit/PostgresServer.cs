using Npgsql;

namespace Guide.TestKit;

/// <summary>A private PostgreSQL cluster from the system's package: own port, own folder, one superuser named guide.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new("guide-postgres");
    private readonly int _port = ServerProcess.FreePort();
    private readonly string _bin;
    private readonly bool _durable;
    private ServerProcess? _process;

    private readonly int _maxConnections;

    private PostgresServer(string bin, bool durable, int maxConnections) => (_bin, _durable, _maxConnections) = (bin, durable, maxConnections);

    /// <summary>Connection string of the maintenance database.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=guide;Database=postgres";

    private string Data => Path.Combine(_folder.Path, "data");

    private string LogFile => Path.Combine(_folder.Path, "log");

    // PostgreSQL refuses root. setpriv, unlike runuser, leaves no process in between that would swallow signals.
    private static IReadOnlyList<string> AsPostgres =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];

    /// <summary>Creates and starts a cluster; about a second.</summary>
    /// <param name="durable">False: without fsync, for tests that never cut the power. True: as in production, for measurements.</param>
    /// <param name="maxConnections">The server's limit, for the superuser as well.</param>
    /// <exception cref="InvalidOperationException">The package is missing, or the server did not come up.</exception>
    public static async Task<PostgresServer> StartAsync(bool durable = false, int maxConnections = 200)
    {
        var server = new PostgresServer(FindBin(), durable, maxConnections);
        if (AsPostgres.Count > 0)
        {
            await ServerProcess.RunAsync(["chown", "postgres:postgres", server._folder.Path]);
        }

        await ServerProcess.RunAsync(
            [.. AsPostgres, $"{server._bin}/initdb", "-D", server.Data, "-U", "guide", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts the cluster again with the data it had.</summary>
    public async Task RestartAsync()
    {
        _process = ServerProcess.Start(
            [
                .. AsPostgres, $"{_bin}/postgres", "-D", Data, "-p", $"{_port}",
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", $"max_connections={_maxConnections}",
                .. _durable ? Array.Empty<string>() : ["-c", "fsync=off", "-c", "full_page_writes=off"],
            ],
            new Dictionary<string, string>(),
            LogFile,
            "kill -INT $server 2> /dev/null");
        await _process.WaitUntilAsync("PostgreSQL", AnswersAsync, StartLimit, LogFile);
    }

    /// <summary>Ends the server as a crash of it would (immediate shutdown). Committed transactions survive.</summary>
    public Task KillAsync() => EndAsync("QUIT");

    /// <summary>Ends the server as for a restart (fast shutdown): sessions are told, transactions rolled back.</summary>
    public Task StopAsync() => EndAsync("INT");

    private async Task EndAsync(string signal)
    {
        var pid = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        await ServerProcess.RunAsync(["kill", $"-{signal}", pid]);
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }

        NpgsqlConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static string FindBin()
    {
        const string root = "/usr/lib/postgresql";
        var bin = Directory.Exists(root)
            ? Directory.GetDirectories(root)
                .Select(static version => Path.Combine(version, "bin"))
                .Where(static bin => File.Exists(Path.Combine(bin, "postgres")))
                .MaxBy(static bin => int.TryParse(Path.GetFileName(Path.GetDirectoryName(bin)), out var version) ? version : 0)
            : null;
        return bin ?? throw new InvalidOperationException(
            "PostgreSQL is not installed (apt-get install postgresql), and GUIDE_TEST_DATABASE names no other server.");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
            await connection.OpenAsync();
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // Its clients were faster.
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
