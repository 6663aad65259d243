
namespace Guide.EndToEndTests.Hosting;

/// <summary>A stage that is told to stop gives back what it holds and says with its exit code that the run has not ended.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("INT", "Guide.HintConsumer.dll")]
    [InlineData("TERM", "Guide.VerifierConsumer.dll")]
    [InlineData("TERM", "Guide.Cli.dll", "stage", "hint")]
    public async Task An_interrupted_stage_ends_with_exit_code_130(string signal, params string[] program)
    {
        var database = await SharedServers.CreateDatabaseAsync();
        var runId = SharedServers.UniqueName("signal");
        await StoredRun.CreateEmptyAsync(database, runId);

        var (exitCode, _, errors) = await StageProcess.RunAsync(
            [.. program, "--run", runId, "--broker", (await SharedServers.BrokerAsync()).ToString(), "--database", database, "--checkpoints", Path.GetTempPath()], signal);

        Assert.DoesNotContain(errors, line => line.StartsWith("error:", StringComparison.Ordinal));
        Assert.Equal(130, exitCode);
    }
}
