using Guide.Contracts;
using Guide.DataSets;
using Guide.IntegrationTests.Servers;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.IntegrationTests.Stages;

/// <summary>Whole runs whose hints the policy makes of reference solutions.</summary>
public sealed class SelfHintRunTests
{
    private const int Count = 8;

    [Fact]
    public async Task Every_hint_is_sampled_once_from_the_run_s_own_policy_and_kept_with_its_seed()
    {
        // Two epochs: the second finds the hints of the first.
        await using var pipeline = await Pipeline.CreateAsync(Recipe(epochs: 2), Prompts());
        await pipeline.RunToEndAsync();

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        await AssertMadeAsync(pipeline, groups);
        Assert.Equal(2 * Count, groups.Count(static g => g.ParentId is null));
    }

    [Fact]
    public async Task Inference_servers_make_them_too_over_a_broker_with_two_replicas()
    {
        var recipe = Recipe();
        var served = VllmTests.Recipe();
        await using var pipeline = await Pipeline.CreateAsync(
            recipe with { Policy = served.Policy, Sampling = served.Sampling, Optimizer = served.Optimizer },
            Prompts(),
            await SharedServers.CreateDatabaseAsync(),
            await SharedServers.BrokerAsync(),
            SharedServers.UniqueName("self"));
        await using var server = await VllmTests.StartAsync(pipeline);

        await Task.WhenAll(VllmTests.RunAsync(pipeline, server), VllmTests.RunAsync(pipeline, server));

        await AssertMadeAsync(pipeline, await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId));
    }

    [Fact]
    public async Task The_budget_is_kept_and_groups_without_a_hint_complete()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(maxCalls: 3), Prompts());
        await pipeline.RunToEndAsync();

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(3, (await MadeAsync(pipeline)).Sum(static row => row.Calls));
        Assert.All(groups, static g => Assert.Equal((GroupState.Consumed, DiscardReason.None), (g.State, g.DiscardReason)));
        Assert.Contains(groups, static g => g.Routing == RoutingDecision.NoTeacher);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_kept_with_its_reason()
    {
        var recipe = Recipe();
        recipe = recipe with { Guidance = recipe.Guidance with { Self = recipe.Guidance.Self with { MaxTokens = TinyPolicy.Context } } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Prompts());
        await pipeline.RunToEndAsync();

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All(groups, static g => Assert.Equal(RoutingDecision.HintLeaks, g.Routing));
        var made = await MadeAsync(pipeline);
        Assert.NotEmpty(made);
        Assert.All(made, static row => Assert.Contains("exceeds the context of 48", row.UnusableReason, StringComparison.Ordinal));
    }

    private static async Task AssertMadeAsync(Pipeline pipeline, IReadOnlyList<GroupRow> groups)
    {
        Assert.All(groups, static g => Assert.Equal((GroupState.Consumed, DiscardReason.None), (g.State, g.DiscardReason)));
        var made = await MadeAsync(pipeline);
        Assert.Equal(Count, made.Select(static row => row.PromptKey).Distinct().Count());
        Assert.All(made, row =>
        {
            Assert.Equal(("self", pipeline.RunId, 1, 0.7, (long?)pipeline.Recipe.Seed), (row.Source, row.Model, row.Calls, row.Temperature, row.Seed));
            Assert.NotNull(row.MadeAt);
            Assert.Null(row.ClaimedBy);
            Assert.True(row.Text is null ? row.UnusableReason == "the policy said nothing" : row.PromptTokens > 0);
        });
        // A further candidate only where the one before cannot be used.
        Assert.All(made.GroupBy(static row => row.PromptKey), static rows => Assert.Equal(Enumerable.Range(0, rows.Count()), rows.Select(static row => row.Candidate).Order()));
        var hints = await pipeline.Database.ReadAsync((db, token) => db.Hints.ToListAsync(token), default);
        Assert.Contains(groups, static g => g.Routing == RoutingDecision.Guided);
        Assert.All(groups.Where(static g => g.ParentId is not null), g =>
        {
            var hint = hints.Single(h => h.HintId == g.HintId);
            Assert.Equal(("self", pipeline.RunId, HintLevel.Plan, null), (hint.Source, hint.Model, hint.Level, hint.UnusableReason));
        });
    }

    private static PromptRecord[] Prompts() => [.. Pipeline.Prompts(Count).Select(static prompt => prompt with { Hint = null, Solution = $"{prompt.Prompt} #" })];

    private static RunRecipe Recipe(int epochs = 1, int maxCalls = 0)
    {
        var recipe = Pipeline.SmallRecipe("none");
        return recipe with
        {
            Data = recipe.Data with { Epochs = epochs },
            Guidance = recipe.Guidance with
            {
                Sources = "self",
                RetireAfter = 0,
                Self = new SelfHintRecipe { Template = "{prompt} {solution} hint", Candidates = 4, MaxTokens = 6, MaxCalls = maxCalls },
            },
        };
    }

    private static Task<List<MadeHintRow>> MadeAsync(Pipeline pipeline) => pipeline.Database.ReadAsync((db, token) => db.MadeHints.ToListAsync(token), default);
}
