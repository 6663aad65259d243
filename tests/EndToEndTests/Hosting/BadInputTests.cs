
namespace Guide.EndToEndTests.Hosting;

/// <summary>What an operator does wrong ends in one line and the right exit code, in every stage.</summary>
public sealed class BadInputTests
{
    // Nothing listens on the discard port of this machine.
    private const string NoBroker = "amqp://guest:geheim@127.0.0.1:9";
    private const string NoDatabase = "Host=127.0.0.1;Port=9;Username=guide;Password=geheim;Database=guide";

    public static TheoryData<string> Stages => [.. StageProcess.Assemblies.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task An_unreachable_database_ends_in_one_line_and_exit_code_1(string stage)
    {
        var (exitCode, _, lines) = await StageProcess.RunAsync(
            stage, "--run", "r", "--broker", NoBroker, "--database", NoDatabase, "--checkpoints", "/tmp", "--Watch:DatabaseTimeout", "00:00:00");

        var line = Assert.Single(lines);
        Assert.StartsWith("error: The database postgres://127.0.0.1:9/guide cannot be used: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", line, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_ends_in_one_line_and_is_not_made()
    {
        var file = Path.Combine(Path.GetTempPath(), $"guide-typo-{Guid.NewGuid():N}.db");
        var (exitCode, _, lines) = await StageProcess.RunAsync(
            "producer", "--run", "any", "--broker", NoBroker, "--database", $"sqlite:{file}", "--checkpoints", "/tmp");

        Assert.Equal($"error: There is no database sqlite:{file}: `guide run` creates it.", Assert.Single(lines));
        Assert.Equal(1, exitCode);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_run_that_does_not_exist_ends_in_one_line_and_exit_code_1()
    {
        var (exitCode, _, lines) = await StageProcess.RunAsync(
            "hint", "--run", "no-such-run", "--broker", NoBroker, "--database", await SharedServers.CreateDatabaseAsync(), "--checkpoints", "/tmp");

        var line = Assert.Single(lines);
        Assert.StartsWith("error: There is no run 'no-such-run' in postgres://", line, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task An_unreachable_broker_ends_in_one_line_and_exit_code_1()
    {
        var database = await SharedServers.CreateDatabaseAsync();
        await StoredRun.CreateEmptyAsync(database, "r");

        var (exitCode, _, lines) = await StageProcess.RunAsync(
            "verifier", "--run", "r", "--broker", NoBroker, "--database", database, "--checkpoints", "/tmp", "--Bus:ConnectTimeout", "00:00:00");

        var line = Assert.Single(lines);
        Assert.StartsWith("error: The broker amqp://127.0.0.1:9/ cannot be used: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", line, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [InlineData("--brokr x", "Unknown option '--brokr'; see --help.")]
    [InlineData("--run r", "Missing --broker (or GUIDE_BROKER); see --help.")]
    [InlineData("--run r --broker http://h --database Host=h --checkpoints c", "The broker's address must look like amqp://user:password@host:5672/vhost.")]
    [InlineData("--run r --broker amqp://h --database nonsense=1 --checkpoints c", "The database must be a SQLite path, 'postgres://user:password@host:port/name' or 'Host=…;Database=…'.")]
    [InlineData("--run r --broker amqp://h --database Host=h --checkpoints c --Hinnt:Groups 3", "Unknown setting 'Hinnt:Groups': there are the sections Bus, Claims, Database, Hint, Outage, Teacher, Watch.")]
    [InlineData("--run r --broker amqp://h --database Host=h --checkpoints c --http-port nine", "--http-port must be a port, 0 for a free one; got 'nine'.")]
    public async Task Wrong_usage_ends_in_one_line_and_exit_code_2(string arguments, string message)
    {
        var (exitCode, _, lines) = await StageProcess.RunAsync("hint", arguments.Split(' '));

        Assert.Equal($"error: {message}", Assert.Single(lines));
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [InlineData("--Hint:Grups", "3", "Unknown setting 'Grups' of Hint; see --help and docs/operations.md.")]
    [InlineData("--Hint:Groups", "many", "Setting 'Hint:Groups': 'many' is not a whole number.")]
    [InlineData("--Hint:Groups", "0", "Setting 'Hint:Groups': must be between 1 and 1024.")]
    [InlineData("--Watch:Evry", "1", "Unknown setting 'Evry' of Watch; see --help and docs/operations.md.")]
    [InlineData("--Claims:Duration", "soon", "Setting 'Claims:Duration': 'soon' is not a time such as 00:01:30.")]
    public async Task A_setting_that_is_unknown_unreadable_or_out_of_range_ends_in_one_line_and_exit_code_2(string name, string value, string message)
    {
        var (exitCode, _, lines) = await StageProcess.RunAsync(
            "hint", "--run", "r", "--broker", "amqp://h", "--database", "Host=h", "--checkpoints", "c", name, value);

        Assert.Equal($"error: {message}", Assert.Single(lines));
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Every_stage_has_help_with_an_example(string stage)
    {
        var (exitCode, output, lines) = await StageProcess.RunAsync(stage, "--help");

        Assert.Equal(0, exitCode);
        Assert.Empty(lines);
        Assert.Contains($"Example: guide stage {stage} --run", output, StringComparison.Ordinal);
    }
}
