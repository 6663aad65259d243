using System.Diagnostics;
using System.Text;
using System.Text.Json;

using Guide.Cli;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.IntegrationTests.Bus;
using Guide.Storage;
using Guide.VerificationService.Cases;
using Guide.VerificationService.Fleet;

namespace Guide.IntegrationTests.Verification;

/// <summary>A file that many workers judge, on a real broker and a real database.</summary>
public sealed class FleetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("fleet");

    private string Cases => Path.Combine(_folder.Path, "cases.jsonl");

    private string Verdicts => Path.Combine(_folder.Path, "verdicts.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_verdicts_are_those_of_one_process_in_the_order_of_the_cases_though_a_worker_is_killed()
    {
        await WriteAsync(6000);
        var alone = Path.Combine(_folder.Path, "alone.jsonl");
        Assert.Equal(0, (await CommandLine.RunAsync("verify", "--input", Cases, "--output", alone)).ExitCode);
        string[] place = ["--broker", $"{await SharedServers.BrokerAsync()}", "--database", await SharedServers.CreateDatabaseAsync()];

        await using var database = DatabaseConnection.Open(place[3]);
        await database.MigrateAsync(Deadline.Token());
        using var limit = new CancellationTokenSource(Deadline.Run);
        using var killed = Worker(place);
        var job = CommandLine.RunAsync(["verify", "--input", Cases, "--output", Verdicts, "--part-lines", "20", .. place], limit.Token);
        await Deadline.UntilAsync("the parts are where they should be", async () => await CountAsync(database) > 3);
        killed.Kill();
        await killed.WaitForExitAsync();
        using var other = Worker(place);
        var (exitCode, _, error) = await job;
        other.Kill();

        Assert.True(exitCode == 0, error);
        Assert.Equal(Judged(alone), Judged(Verdicts));
        Assert.Contains("300 of 300 parts, 6000 cases", error, StringComparison.Ordinal);
        Assert.Contains("keys that were not read: mine (6000 lines)", error, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(database));
    }

    [Fact]
    public async Task An_interrupted_job_goes_on_and_judges_nothing_twice()
    {
        await WriteAsync(400);
        await using var database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync());
        var judge = new CountingVerifier { StopsAfter = 150 };
        var place = await PlaceAsync(database, judge);
        using var workers = new CancellationTokenSource();
        var working = new FleetWorker(place, new CaseJudge(new VerifierSet([judge]), TimeProvider.System), 1, TextWriter.Null).RunAsync(workers.Token);
        using var interrupt = new CancellationTokenSource();
        var first = new FleetJob(place, Cases, 10, false, TextWriter.Null, TimeProvider.System).RunAsync(Stream.Null, interrupt.Token);
        await judge.Stopped.WaitAsync(Deadline.Token());
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        judge.GoOn();
        using var output = new MemoryStream();
        using var notes = new StringWriter();
        await new FleetJob(place, Cases, 10, false, notes, TimeProvider.System).RunAsync(output, Run());
        await workers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);

        Assert.Equal(Enumerable.Range(0, 400), Lines(output).Select(line => line.GetProperty("id").GetInt32()));
        Assert.Matches("going on: [0-9]+ of 40 parts are judged", notes.ToString());
        Assert.Equal(400, judge.Count);
    }

    [Fact]
    public async Task A_line_that_is_no_case_ends_the_job_as_it_ends_one_process()
    {
        await WriteAsync(300);
        await File.AppendAllLinesAsync(Cases, ["", "{\"domain\": \"math\", \"glod\": 1, \"pred\": \"1\"}", "{}"]);
        await File.WriteAllTextAsync(Verdicts, "mine\n");
        string[] place = ["--broker", $"{await SharedServers.BrokerAsync()}", "--database", await SharedServers.CreateDatabaseAsync()];
        var alone = await CommandLine.RunAsync("verify", "--input", Cases, "--output", Verdicts);

        using var workers = new CancellationTokenSource();
        var working = CommandLine.RunAsync(["verify", "--work", .. place], workers.Token);
        var fleet = await CommandLine.RunAsync(["verify", "--input", Cases, "--output", Verdicts, "--part-lines", "7", .. place], Run());
        await workers.CancelAsync();

        Assert.True(fleet.ExitCode == 2 && (await working).ExitCode == 130, $"{fleet}{await working}");
        Assert.EndsWith(alone.Error, fleet.Error, StringComparison.Ordinal);
        Assert.Contains("cases.jsonl:302: unknown key \"glod\"", fleet.Error, StringComparison.Ordinal);
        Assert.Equal("mine\n", await File.ReadAllTextAsync(Verdicts));
    }

    [Fact]
    public async Task Parts_that_the_broker_lost_are_sent_again_and_what_is_no_part_is_dropped()
    {
        await WriteAsync(40);
        await using var database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync());
        var judge = new CountingVerifier();
        var place = await PlaceAsync(database, judge);
        await using var raw = await RawBroker.ConnectAsync(await SharedServers.BrokerAsync());
        using var output = new MemoryStream();
        var job = new FleetJob(place, Cases, 10, false, TextWriter.Null, TimeProvider.System) { SendAgainAfter = TimeSpan.FromSeconds(1) }.RunAsync(output, Run());
        await Deadline.UntilAsync("the parts are where they should be", async () => await raw.QueueExistsAsync(place.Queue) && await raw.CountAsync(place.Queue) == 4);

        // Before any worker came: the job declares it again.
        await raw.DeleteQueueAsync(place.Queue);
        await Deadline.UntilAsync("the queue is there again", async () => await raw.QueueExistsAsync(place.Queue) && await raw.CountAsync(place.Queue) >= 4);
        await raw.PublishToQueueAsync(place.Queue, "{\"rm\": \"-rf\"}");
        using var workers = new CancellationTokenSource();
        using var notes = new StringWriter();
        var working = new FleetWorker(place, new CaseJudge(new VerifierSet([judge]), TimeProvider.System), 2, TextWriter.Synchronized(notes)).RunAsync(workers.Token);
        await job;
        await Deadline.UntilAsync("what is no part is dropped", () => Task.FromResult(notes.ToString().Length > 0));
        await workers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);

        Assert.Equal(Enumerable.Range(0, 40), Lines(output).Select(line => line.GetProperty("id").GetInt32()));
        Assert.Contains("a message that is no part of a file was dropped", notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_judged_ends_the_job_and_nothing_of_it_is_kept()
    {
        // More than is read at once.
        await WriteAsync(400, longer: 8000);
        await using var database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync());
        var judge = new CountingVerifier { StopsAfter = 5 };
        var place = await PlaceAsync(database, judge);
        using var workers = new CancellationTokenSource();
        var working = new FleetWorker(place, new CaseJudge(new VerifierSet([judge]), TimeProvider.System), 1, TextWriter.Null).RunAsync(workers.Token);
        var job = new FleetJob(place, Cases, 1, false, TextWriter.Null, TimeProvider.System).RunAsync(Stream.Null, Run());
        await judge.Stopped.WaitAsync(Run());
        await ServerProcess.RunAsync(["truncate", "-s", "0", Cases]);
        judge.GoOn();
        var failed = await Assert.ThrowsAsync<GuideException>(() => job);
        await workers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);

        Assert.Equal((2, $"{Cases}: changed while it was being judged: run the command again."), (failed.ExitCode, failed.Message));
    }

    [Fact]
    public async Task A_part_that_ends_its_workers_is_named_and_judged_by_nobody()
    {
        await WriteAsync(10);
        await using var database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync());
        var judge = new CountingVerifier();
        var place = await PlaceAsync(database, judge);
        await using var raw = await RawBroker.ConnectAsync(await SharedServers.BrokerAsync());
        var job = new FleetJob(place, Cases, 10, false, TextWriter.Null, TimeProvider.System).RunAsync(Stream.Null, Run());
        await Deadline.UntilAsync("the parts are where they should be", async () => await raw.QueueExistsAsync(place.Queue) && await raw.CountAsync(place.Queue) == 1);
        for (var i = 0; i < FleetWorker.MostDeliveries; i++)
        {
            await Deadline.UntilAsync("the parts are where they should be", () => raw.TakeAndReturnAsync(place.Queue));
        }

        using var workers = new CancellationTokenSource();
        var working = new FleetWorker(place, new CaseJudge(new VerifierSet([judge]), TimeProvider.System), 2, TextWriter.Null).RunAsync(workers.Token);
        var failed = await Assert.ThrowsAsync<GuideException>(() => job);
        await workers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);

        Assert.Equal((1, $"{Cases}, from line 1 on: 10 workers ended while they judged it"), (failed.ExitCode, failed.Message));
        Assert.Equal(0, judge.Count);
    }

    [Theory]
    [InlineData("--broker needs --input with a file", "--broker", "amqp://guest:guest@127.0.0.1:1", "--database", "sqlite:x.db")]
    [InlineData("cannot be used", "--input", "/dev/null", "--broker", "amqp://guest:secret@127.0.0.1:1", "--database", "sqlite:{0}/x.db")]
    [InlineData("--input has no use with --work", "--work", "--input", "x")]
    [InlineData("--part-lines needs --broker", "--part-lines", "5")]
    [InlineData("--jobs has no use with --broker", "--broker", "amqp://h", "--database", "sqlite:x.db", "--jobs", "2")]
    [InlineData("--broker has no use with --serve", "--serve", "--broker", "amqp://h")]
    public async Task What_cannot_be_is_one_line(string part, params string[] args)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(["verify", .. args.Select(arg => arg.Replace("{0}", _folder.Path, StringComparison.Ordinal))]);

        Assert.InRange(exitCode, 1, 2);
        Assert.Equal("", output);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<FleetPlace> PlaceAsync(GuideDatabase database, IVerifier judge)
    {
        var place = new FleetPlace($"{await SharedServers.BrokerAsync()}", database, judge.Version, TextWriter.Null, TimeSpan.FromMinutes(1), TimeProvider.System);
        await place.PrepareAsync(Deadline.Token());
        return place;
    }

    private Task WriteAsync(int cases, int longer = 0) => File.WriteAllLinesAsync(
        Cases,
        Enumerable.Range(0, cases).Select(i => JsonSerializer.Serialize(new { id = i, domain = "math", gold = $"{i}/7", pred = $"So \\boxed{{{(i % 3 == 0 ? i + 1 : i)}/7}}", mine = new string('x', longer) })));

    private static Process Worker(string[] place)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (IEnumerable<string>)[typeof(GuideRoot).Assembly.Location, "verify", "--work", "--jobs", "1", .. place])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static CancellationToken Run() => new CancellationTokenSource(Deadline.Run).Token;

    private static Task<int> CountAsync(GuideDatabase database) =>
        database.ReadAsync((db, _) => Task.FromResult(db.VerificationChunks.Count()), Deadline.Token());

    private static IEnumerable<string> Judged(string file) =>
        File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement).Select(v => $"{v.GetProperty("id")} {v.GetProperty("outcome")} {v.GetProperty("reward")}");

    private static IEnumerable<JsonElement> Lines(MemoryStream output) =>
        Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>Says yes to everything, and waits at one point.</summary>
    private sealed class CountingVerifier : IVerifier
    {
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Domain Domain => Domain.Math;

        public string Version { get; } = SharedServers.UniqueName("counting");

        public int StopsAfter { get; init; } = int.MaxValue;

        public int Count => _count;

        public Task Stopped => _stopped.Task;

        public void GoOn() => _goOn.SetResult();

        public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _count) == StopsAfter)
            {
                _stopped.SetResult();
                await _goOn.Task.WaitAsync(cancellationToken);
            }

            return new Verdict(VerdictOutcome.Correct, 1, "");
        }
    }
}
