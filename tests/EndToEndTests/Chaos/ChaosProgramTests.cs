using System.Globalization;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.Storage;

namespace Guide.EndToEndTests.Chaos;

/// <summary>
/// Whatever happens to processes and servers, the run ends as the calm one: the same rows token for token, the same checkpoints byte for
/// byte. <c>GUIDE_CHAOS_SEED</c>, <c>GUIDE_CHAOS_ROUNDS</c> and <c>GUIDE_CHAOS_OUTAGE</c> (seconds) make it another, longer or harsher one.
/// </summary>
public sealed class ChaosProgramTests
{
    private const int PromptsPerRound = 28;

    [Fact]
    public async Task A_run_under_every_fault_ends_as_the_calm_run()
    {
        var (seed, rounds, outage) = (Setting("GUIDE_CHAOS_SEED", 1), Setting("GUIDE_CHAOS_ROUNDS", 1), TimeSpan.FromSeconds(Setting("GUIDE_CHAOS_OUTAGE", 1)));
        var prompts = PromptsPerRound * rounds;
        var recipe = Pipeline.SmallRecipe(deterministic: true);
        var runId = SharedServers.UniqueName("wild");
        await using var calm = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(prompts), runId: runId);
        await calm.RunToEndAsync();

        await using var chaos = await ChaosProgram.StartAsync(recipe, prompts, runId, seed, outage);
        using var limit = new CancellationTokenSource((TimeSpan.FromMinutes(8) + (12 * outage)) * rounds);
        var exitCodes = await EndedAsync(chaos, prompts, rounds, limit.Token);
        Assert.All(exitCodes, process => Assert.True(process.ExitCode == ExitCodes.Done, $"seed {seed}: {process}\n{chaos.Story}"));

        var groups = await RunInvariants.AssertAsync(chaos.Pipeline.Database, runId);
        Assert.DoesNotContain(groups, group => group.DiscardReason is DiscardReason.Poison or DiscardReason.Lost);
        Assert.Equal(await RunInvariants.FingerprintAsync(calm.Database, runId), await RunInvariants.FingerprintAsync(chaos.Pipeline.Database, runId));
        var last = (await new RunStore(chaos.Pipeline.Database).NewestVersionAsync(runId, CancellationToken.None))!;
        Assert.Equal(last.CheckpointSha256, PolicyCheckpoint.Sha256(Path.Combine(chaos.Pipeline.Checkpoints, last.CheckpointUri)));
    }

    private static async Task<IReadOnlyList<(StageHost.Stage Stage, int ExitCode)>> EndedAsync(ChaosProgram chaos, int prompts, int rounds, CancellationToken cancellationToken)
    {
        try
        {
            return await chaos.RunAsync(prompts, rounds, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"Not ended: {await RunInvariants.DescribeAsync(chaos.Pipeline.Database, chaos.Pipeline.RunId)}\n{chaos.Story}", exception);
        }
    }

    private static int Setting(string variable, int absent) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : absent;
}
