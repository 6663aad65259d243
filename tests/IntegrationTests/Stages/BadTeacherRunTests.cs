using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Sampling;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.IntegrationTests.Stages;

/// <summary>A run whose teacher is a real model that hints badly: it tells children's stories.</summary>
public sealed class BadTeacherRunTests
{
    [SharedDataFact("stories260K/config.json")]
    public async Task A_teacher_that_tells_stories_is_checked_measured_and_retired_and_the_run_ends_well()
    {
        using var teller = PolicyCheckpoint.Load(Path.GetDirectoryName(SharedData.Find("stories260K/config.json"))!);
        var turn = new Lock();
        await using var server = new TeacherServer((_, body) =>
        {
            lock (turn)
            {
                return TeacherServer.Hint(Story(teller, body["seed"]!.GetValue<long>(), body["max_tokens"]!.GetValue<int>()));
            }
        });
        var recipe = Pipeline.SmallRecipe("none", batch: 2);
        recipe = recipe with
        {
            Data = recipe.Data with { Epochs = 5 },
            Guidance = recipe.Guidance with { Sources = "teacher", Levels = "plan", RetireAfter = 2, Teacher = new TeacherRecipe { Model = "stories260K", Candidates = 2, MaxTokens = 12 } },
        };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(2));
        await pipeline.RunToEndAsync(settings: new Dictionary<string, string?> { ["Teacher:Endpoint"] = server.Address });

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All(groups, static g => Assert.Equal((GroupState.Consumed, DiscardReason.None), (g.State, g.DiscardReason)));
        Assert.Equal(10, groups.Count(static g => g.ParentId is null));
        var hints = await pipeline.Database.ReadAsync((db, token) => db.Hints.ToListAsync(token), default);
        // Words came; what gained nothing in two groups gave way to the next, and then to none.
        Assert.All(hints, static h => Assert.True(h.Text.Length > 0));
        Assert.Equal((4, 2), (hints.Count, hints.Select(static h => h.Candidate).Distinct().Count()));
        Assert.All(hints, static h => Assert.True(h.UnusableReason is not null || h.RetiredReason == "no gain in 2 guided groups"));
        Assert.Contains(groups, static g => g.Routing == RoutingDecision.Guided);
        Assert.Contains(groups, static g => g.Routing is RoutingDecision.HintsRetired or RoutingDecision.HintLeaks);
    }

    private static string Story(LoadedPolicy teller, long seed, int tokens)
    {
        using var sampler = LocalSampler.Create(teller.Model);
        var completion = sampler.Sample(
            [
                new GroupRequest
                {
                    GroupId = Guid.Empty,
                    DrawKey = GroupId.DrawKey(Purpose.Train, $"{seed}", "story", null),
                    Seed = 0,
                    SamplingContext = teller.Tokenizer!.Encode("Once upon a time"),
                    Count = 1,
                    Settings = new SamplingSettings { MaxTokens = tokens, Temperature = 1, StopIds = [.. teller.StopIds] },
                },
            ],
            CancellationToken.None)[0][0];
        return teller.Tokenizer!.Decode(completion.TokenIds, skipSpecialTokens: true);
    }
}
