using Npgsql;

namespace Guide.TestKit;

/// <summary>
/// The servers of one test process: those that <c>GUIDE_TEST_BROKER</c> (amqp://user:password@host:port/vhost) and
/// <c>GUIDE_TEST_DATABASE</c> (connection string with the right to create databases) name, else private ones, started at the first use
/// and stopped with the process. A test that needs a server and cannot have one fails.
/// </summary>
public static class SharedServers
{
    private static readonly Lazy<Task<Uri>> BrokerStart = new(StartBrokerAsync);
    private static readonly Lazy<Task<string>> DatabaseStart = new(StartDatabaseAsync);

    /// <summary>
    /// The broker. Queue names begin with the run's id: tests make their own ids (see <see cref="UniqueName"/>) and do not meet.
    /// </summary>
    public static Task<Uri> BrokerAsync() => BrokerStart.Value;

    /// <summary>Creates an empty PostgreSQL database and gives its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await DatabaseStart.Value;
        var name = UniqueName("guide_test").Replace('-', '_');
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>A name that no other test has: prefix, hyphen, ten hexadecimal digits.</summary>
    public static string UniqueName(string prefix) => $"{prefix}-{Guid.NewGuid():N}"[..(prefix.Length + 11)];

    private static async Task<Uri> StartBrokerAsync()
    {
        if (Environment.GetEnvironmentVariable("GUIDE_TEST_BROKER") is { Length: > 0 } configured)
        {
            Say("RabbitMQ: the configured broker (GUIDE_TEST_BROKER)");
            return new Uri(configured);
        }

        var server = await RabbitServer.StartAsync();
        StopAtExit(server);
        Say($"RabbitMQ: a private node, {server.Address.Authority}");
        return server.Address;
    }

    private static async Task<string> StartDatabaseAsync()
    {
        if (Environment.GetEnvironmentVariable("GUIDE_TEST_DATABASE") is { Length: > 0 } configured)
        {
            Say("PostgreSQL: the configured server (GUIDE_TEST_DATABASE)");
            return configured;
        }

        var server = await PostgresServer.StartAsync();
        StopAtExit(server);
        Say($"PostgreSQL: a private cluster, {server.ConnectionString}");
        return server.ConnectionString;
    }

    private static void StopAtExit(IAsyncDisposable server) =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // The test runner swallows the console of a test process: `guide test` names a file and prints it.
    private static void Say(string line)
    {
        Console.WriteLine(line);
        if (Environment.GetEnvironmentVariable("GUIDE_TEST_SERVERS_LOG") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + Environment.NewLine);
        }
    }
}
