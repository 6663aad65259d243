using Guide.Cli.Running;
using Guide.Storage;

using Npgsql;

namespace Guide.IntegrationTests.Stages;

/// <summary>What <c>guide run</c> does while its servers are away.</summary>
public sealed class WaitingRunTests
{
    [Fact]
    public async Task It_waits_for_a_database_that_is_not_there_yet_with_one_line_and_goes_on()
    {
        var target = new NpgsqlConnectionStringBuilder(await SharedServers.CreateDatabaseAsync());
        var (port, server) = (ServerProcess.FreePort(), target.Port);
        target.Port = port;
        using var notes = new StringWriter();
        var said = TextWriter.Synchronized(notes);
        await using var database = new PatientDatabase(DatabaseConnection.Open(target.ConnectionString), Deadline.Moment, said, TimeProvider.System);
        var reads = Enumerable.Range(0, 3).Select(_ => database.ReadAsync(database.NowAsync, CancellationToken.None)).ToArray();
        await Deadline.UntilAsync("it says that it waits", () => Task.FromResult(notes.ToString().Contains("waiting for", StringComparison.Ordinal)));
        Assert.All(reads, static read => Assert.False(read.IsCompleted));

        await using var proxy = new StallingProxy(server, port);
        await Task.WhenAll(reads).WaitAsync(Deadline.Moment);
        var lines = notes.ToString().TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"waiting for postgres://127.0.0.1:{port}/", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" answers again", lines[1].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_how_many_processes_the_servers_connections_are_enough_for()
    {
        var result = await CommandLine.RunAsync("doctor", "--database", await SharedServers.CreateDatabaseAsync(), "--broker", "");
        Assert.Matches(@"ok +database +postgres://.* connections in use: room for \d+ processes of 2 \(Database:PoolSize\)", result.Output);
    }
}
