using System.Diagnostics;
using System.Globalization;

using Guide.StageHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Guide.Benchmarks.Pipeline;

/// <summary>
/// What a root group costs: statements, round trips, commits, fsyncs and messages, and the processor time of each stage and server. Every stage
/// is a process of its own; the server counts its statements (pg_stat_statements). A smaller run goes before, so that nothing is compiled meanwhile.
/// </summary>
internal static class PipelineTable
{
    private const int WarmUpGroups = 500;
    private const int StatementsShown = 30;

    public static async Task<int> RunAsync(int groups)
    {
        await using var rabbit = await RabbitServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await ExecuteAsync(postgres.ConnectionString, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        await postgres.StopAsync();
        await postgres.RestartAsync();
        await ExecuteAsync(postgres.ConnectionString, "CREATE EXTENSION pg_stat_statements");
        using var folder = new TemporaryFolder("guide-pipeline");
        await new NullRun("warm", postgres.ConnectionString, rabbit.Address, folder.Path).CreateAsync(WarmUpGroups);
        var run = new NullRun("counted", postgres.ConnectionString, rabbit.Address, folder.Path);
        await run.CreateAsync(groups);

        var stages = StageNames.All.Select(stage => (Name: stage.Name(), Process: Start(stage, run))).ToArray();
        foreach (var stage in stages)
        {
            // Its first run has ended.
            await stage.Process.StandardOutput.ReadLineAsync();
        }

        await ExecuteAsync(postgres.ConnectionString, "SELECT pg_stat_statements_reset()");
        var before = await CountsAsync(postgres.ConnectionString);
        var servers = ServerTimes();
        var started = Stopwatch.GetTimestamp();
        foreach (var stage in stages)
        {
            await stage.Process.StandardInput.WriteLineAsync("go");
        }

        var results = new List<(string Name, double Milliseconds, long Sent)>();
        foreach (var (name, process) in stages)
        {
            var words = (await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The stage {name} failed.")).Split(' ');
            results.Add((name, double.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture)));
        }

        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var after = await CountsAsync(postgres.ConnectionString);
        var used = ServerTimes();
        await run.CheckAsync(groups);
        Console.WriteLine($"{groups} root groups of {NullRun.GroupSize}, a process a stage, {groups / elapsed:0} groups/s. A root group, of all {after.Statements - before.Statements} statements:");
        Console.WriteLine($"  statements {Each(after.Statements - before.Statements)}, of them COPY {Each(after.Copies - before.Copies)}, begin and commit {Each(after.Frames - before.Frames)}");
        // BEGIN travels with the statement behind it; a COPY has an answer of its own before its rows.
        Console.WriteLine($"  round trips {Each(after.Statements - before.Statements - ((after.Frames - before.Frames) / 2) + after.Copies - before.Copies)}");
        Console.WriteLine($"  commits {Each(after.Writes - before.Writes)} of transactions that write, fsyncs of the log {Each(after.Fsyncs - before.Fsyncs)}, log {Each(after.LogBytes - before.LogBytes)} bytes");
        Console.WriteLine($"  messages sent {Each(results.Sum(static result => result.Sent))}");
        Console.WriteLine($"  processor time in ms: {string.Join(", ", results.Select(result => $"{result.Name} {Each(result.Milliseconds)}"))}");
        Console.WriteLine($"    servers: {string.Join(", ", used.Select(time => $"{time.Key} {Each(time.Value - servers.GetValueOrDefault(time.Key))}"))}");
        await PrintStatementsAsync(postgres.ConnectionString, groups);
        return 0;

        string Each(double total) => (total / groups).ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>One stage's process: a run to warm up, then, when told, the one that counts; prints its processor time in ms and the messages it sent.</summary>
    public static async Task<int> RunStageAsync(string[] arguments)
    {
        var stage = StageNames.All.Single(stage => stage.Name() == arguments[0]);
        var (database, broker, folder) = (arguments[1], new Uri(arguments[2]), arguments[3]);
        await RunToEndAsync(new NullRun("warm", database, broker, folder), stage);
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        var processor = Environment.CpuUsage.TotalTime;
        var sent = await RunToEndAsync(new NullRun("counted", database, broker, folder), stage);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds:0} {sent}"));
        return 0;
    }

    private static async Task<long> RunToEndAsync(NullRun run, Stage stage)
    {
        using var host = run.Build(stage);
        await host.StartAsync();
        await host.WaitForShutdownAsync();
        return host.Services.GetRequiredService<CountingSender>().Count;
    }

    private static Process Start(Stage stage, NullRun run)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(PipelineTable).Assembly.Location);
        }

        foreach (var argument in (IEnumerable<string>)["pipeline", "stage", stage.Name(), run.Database, run.Broker!.ToString(), run.Folder])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<Counts> CountsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT coalesce(sum(calls), 0)::bigint, coalesce(sum(calls) FILTER (WHERE query LIKE 'COPY%'), 0)::bigint,
                   coalesce(sum(calls) FILTER (WHERE query ILIKE 'BEGIN%' OR query ILIKE 'COMMIT%'), 0)::bigint,
                   txid_current(), (SELECT wal_sync FROM pg_stat_wal), (SELECT wal_bytes::bigint FROM pg_stat_wal)
            FROM pg_stat_statements
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Counts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    private static async Task PrintStatementsAsync(string connectionString, int groups)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT calls, total_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) FROM pg_stat_statements ORDER BY calls DESC LIMIT $1",
            connection) { Parameters = { new() { Value = StatementsShown } } };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {reader.GetInt64(0) / (double)groups,6:0.000} calls {reader.GetDouble(1) / groups * 1000,7:0} µs a group  {reader.GetString(2)}"));
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Processor milliseconds of the servers below this process, ended children included, by program.</summary>
    private static Dictionary<string, double> ServerTimes()
    {
        var processes = new Dictionary<int, (string Program, int Parent, double Milliseconds)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(static folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                // "pid (program) state parent …": user and system time and those of ended children are fields 14 to 17, in hundredths of a second.
                var text = File.ReadAllText(Path.Combine(folder, "stat"));
                var end = text.LastIndexOf(')');
                var fields = text[(end + 2)..].Split(' ');
                processes[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] = (
                    text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end],
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    10 * fields[11..15].Sum(static field => double.Parse(field, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        bool IsBelow(int id) => id == Environment.ProcessId || (processes.TryGetValue(id, out var process) && IsBelow(process.Parent));
        return processes
            .Where(process => process.Value.Program is "postgres" or "beam.smp" && IsBelow(process.Key))
            .GroupBy(static process => process.Value.Program, static process => process.Value.Milliseconds)
            .ToDictionary(static program => program.Key == "postgres" ? "PostgreSQL" : "RabbitMQ", static program => program.Sum());
    }

    private sealed record Counts(long Statements, long Copies, long Frames, long Writes, long Fsyncs, long LogBytes);
}
