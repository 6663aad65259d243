using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.IntegrationTests.Stages;

/// <summary>Whole runs whose hints come from a teacher: a server that answers well, badly or not at all.</summary>
public sealed class TeacherRunTests
{
    [Fact]
    public async Task Every_wrong_group_is_guided_by_a_hint_that_was_asked_for_once()
    {
        await using var server = new TeacherServer(static (_, _) => TeacherServer.Hint("# 3"));
        // Two epochs: the second finds the hints of the first.
        await using var pipeline = await Pipeline.CreateAsync(Recipe(epochs: 2), Pipeline.Prompts(8));
        await pipeline.RunToEndAsync(settings: Settings(server));

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All(groups.Where(static g => g.ParentId is null), static g => Assert.Equal(RoutingDecision.Guided, g.Routing));
        var made = await MadeAsync(pipeline);
        Assert.Equal(8, made.Count);
        Assert.All(made, static row => Assert.Equal(("# 3", null, 1, 0.7), (row.Text, row.UnusableReason, row.Calls, row.Temperature)));
        Assert.Equal(8, server.Calls);
        Assert.All(await HintsAsync(pipeline), static h => Assert.Equal(("teacher", "tiny", HintLevel.Plan), (h.Source, h.Model, h.Level)));
    }

    [Fact]
    public async Task A_teacher_that_says_the_answer_is_refused_and_the_next_candidate_is_asked_for()
    {
        await using var server = new TeacherServer(static (_, body) =>
            body["seed"]!.GetValue<long>() % 2 == 0 ? TeacherServer.Hint("# 3") : TeacherServer.Hint(string.Join(' ', Enumerable.Range(100, 8))));
        await using var pipeline = await Pipeline.CreateAsync(Recipe(candidates: 8), Pipeline.Prompts(8));
        await pipeline.RunToEndAsync(settings: Settings(server));

        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        var hints = await HintsAsync(pipeline);
        var refused = hints.Where(static h => h.UnusableReason is not null).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, static h => Assert.Contains("number", h.UnusableReason, StringComparison.Ordinal));
        // A further candidate only where the one before was refused.
        Assert.All(hints.GroupBy(static h => h.PromptId), static ofPrompt => Assert.Equal(ofPrompt.Count() - 1, ofPrompt.Count(static h => h.UnusableReason is not null)));
    }

    [Fact]
    public async Task A_teacher_that_is_away_delays_guidance_and_then_groups_complete_without_it()
    {
        await using var server = new TeacherServer(static (_, _) => TeacherServer.Status(500));
        await using var pipeline = await Pipeline.CreateAsync(Recipe(waitMinutes: 0.02), Pipeline.Prompts(8));
        await pipeline.RunToEndAsync(settings: Settings(server));

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(8, groups.Count);
        Assert.All(groups, static g => Assert.Equal((RoutingDecision.NoTeacher, GroupState.Consumed), (g.Routing, g.State)));
        Assert.All(groups, static g => Assert.True(g.CompletedAt - g.VerifiedAt >= TimeSpan.FromMinutes(0.02)));
        Assert.All(await MadeAsync(pipeline), static row => Assert.Null(row.MadeAt));
    }

    [Fact]
    public async Task Whatever_the_teacher_does_no_group_is_lost_or_discarded_and_the_budget_is_kept()
    {
        await using var server = new TeacherServer(static (call, _) => (call % 9) switch
        {
            0 => TeacherServer.Status(429, retryAfterSeconds: 0),
            1 => TeacherServer.Body("garbage"),
            2 => TeacherServer.Body("""{"choices": []}"""),
            3 => TeacherServer.Body("""{"choices": [{"message": {"refusal": "no"}}]}"""),
            4 => TeacherServer.Status(500),
            5 => TeacherServer.Cut(),
            6 => TeacherServer.Silence(),
            _ => TeacherServer.Hint("# 3"),
        });
        await using var pipeline = await Pipeline.CreateAsync(Recipe(waitMinutes: 0.5, maxCalls: 40, epochs: 2), Pipeline.Prompts(12));
        await pipeline.RunToEndAsync(settings: Settings(server));

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(24, groups.Count(static g => g.ParentId is null));
        Assert.All(groups, static g => Assert.Equal((GroupState.Consumed, DiscardReason.None), (g.State, g.DiscardReason)));
        Assert.Contains(groups, static g => g.Routing == RoutingDecision.Guided);
        Assert.InRange(server.Calls, 1, 40);
        Assert.InRange((await new HintShelf(pipeline.Database).SpentAsync(pipeline.RunId, default)).Calls, server.Calls, 40);
    }

    [Fact]
    public async Task A_recipe_that_asks_a_teacher_does_not_start_without_one()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(2));
        var thrown = await Assert.ThrowsAsync<GuideException>(() => pipeline.RunToEndAsync());
        Assert.Contains("Teacher:Endpoint", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hints_without_gain_are_retired_and_the_next_source_takes_their_place()
    {
        // A step takes each prompt once, so that every try is over before the next.
        var recipe = Pipeline.SmallRecipe("none", batch: 2);
        recipe = recipe with { Data = recipe.Data with { Epochs = 8 }, Guidance = recipe.Guidance with { Sources = "data,teacher", Levels = "plan", RetireAfter = 3, Teacher = new() { Model = "tiny", Candidates = 1 } } };
        await using var server = new TeacherServer(static (_, _) => TeacherServer.Hint("# 3"));
        await using var pipeline = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(2));
        await pipeline.RunToEndAsync(settings: Settings(server));

        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        foreach (var prompt in new[] { "p000", "p001" })
        {
            var (_, hints, tries) = await new RunHints(pipeline.Database).OfPromptAsync(pipeline.RunId, prompt, withTries: true, default);
            Assert.Equal(["data", "data", "data", "teacher", "teacher", "teacher"], tries.Select(t => hints.Single(h => h.HintId == t.HintId).Source));
            Assert.All(hints, static h => Assert.Equal("no gain in 3 guided groups", h.RetiredReason));
        }

        Assert.Equal(4, await pipeline.Database.ReadAsync((db, token) => db.Groups.CountAsync(g => g.Routing == RoutingDecision.HintsRetired, token), default));
    }

    private static RunRecipe Recipe(int epochs = 1, int candidates = 2, double waitMinutes = 5, int maxCalls = 0)
    {
        var recipe = Pipeline.SmallRecipe("none");
        return recipe with
        {
            Data = recipe.Data with { Epochs = epochs },
            Guidance = recipe.Guidance with
            {
                Sources = "teacher",
                Levels = "plan",
                RetireAfter = 0,
                Teacher = new TeacherRecipe { Model = "tiny", Candidates = candidates, WaitMinutes = waitMinutes, MaxCalls = maxCalls },
            },
        };
    }

    private static Dictionary<string, string?> Settings(TeacherServer server) => new()
    {
        ["Teacher:Endpoint"] = server.Address,
        ["Teacher:RetryDelay"] = "00:00:00.010",
        ["Teacher:LongestRetryDelay"] = "00:00:00.050",
        ["Teacher:TryTimeout"] = "00:00:01",
        ["Teacher:BreakDuration"] = "00:00:00.500",
    };

    private static Task<List<MadeHintRow>> MadeAsync(Pipeline pipeline) => pipeline.Database.ReadAsync((db, token) => db.MadeHints.ToListAsync(token), default);

    private static Task<List<HintRow>> HintsAsync(Pipeline pipeline) => pipeline.Database.ReadAsync((db, token) => db.Hints.ToListAsync(token), default);
}
