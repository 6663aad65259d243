using Guide.Contracts;

namespace Guide.IntegrationTests.Stages;

/// <summary>The same stages over RabbitMQ and PostgreSQL, several replicas of each.</summary>
public sealed class DistributedPipelineTests
{
    [Fact]
    public async Task Two_replicas_of_every_stage_leave_the_rows_of_the_embedded_run()
    {
        var recipe = Pipeline.SmallRecipe(deterministic: true);
        await using var embedded = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(24), runId: SharedServers.UniqueName("same"));
        await embedded.RunToEndAsync();

        await using var distributed = await Pipeline.CreateAsync(
            recipe, Pipeline.Prompts(24), await SharedServers.CreateDatabaseAsync(), await SharedServers.BrokerAsync(), embedded.RunId);
        await Task.WhenAll(distributed.RunToEndAsync(), distributed.RunToEndAsync());
        await RunInvariants.AssertAsync(distributed.Database, distributed.RunId);
        Assert.Equal(
            await RunInvariants.FingerprintAsync(embedded.Database, embedded.RunId),
            await RunInvariants.FingerprintAsync(distributed.Database, distributed.RunId));
    }

    [Fact]
    public async Task Two_runs_on_one_broker_and_database_do_not_meet()
    {
        var connection = await SharedServers.CreateDatabaseAsync();
        var broker = await SharedServers.BrokerAsync();
        await using var first = await Pipeline.CreateAsync(Pipeline.SmallRecipe("share:0.2"), Pipeline.Prompts(12), connection, broker, SharedServers.UniqueName("one"));
        await using var second = await Pipeline.CreateAsync(Pipeline.SmallRecipe("none", staleness: 1), Pipeline.Prompts(12), connection, broker, SharedServers.UniqueName("two"));
        await Task.WhenAll(first.RunToEndAsync(), second.RunToEndAsync());
        await RunInvariants.AssertAsync(first.Database, first.RunId);
        var groups = await RunInvariants.AssertAsync(second.Database, second.RunId);
        Assert.Equal(24, groups.Count(g => g.State == GroupState.Consumed));
    }
}
