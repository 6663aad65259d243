using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost;

namespace Guide.IntegrationTests.Servers;

/// <summary>Whole runs with servers that hold one set of weights: full fine-tuning through SGLang's own update and through the reload hook.</summary>
public sealed class InPlaceTests
{
    [Fact]
    public async Task Sglang_samples_every_version_it_was_given_and_says_so()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(temperature: 0.8), Pipeline.Prompts(16));
        await using var server = new SglangServer(Path.Combine(pipeline.Checkpoints, "v000000"));
        await server.StartAsync();

        await VllmTests.RunAsync(pipeline, new Dictionary<string, string?> { ["Inference:Server"] = "sglang" }, server);

        await AssertTrueAsync(pipeline);
        Assert.Equal(0, server.ReplacedUnderWay);
        var asked = server.Requests.Where(request => request.Path == "/generate" && request.Body!["top_logprobs_num"]!.GetValue<int>() == 0).ToList();
        Assert.NotEmpty(asked);
        Assert.All(
            asked,
            request => AssertSeeds(request.Body!["sampling_params"]!.AsArray().Select(parameters => parameters!["sampling_seed"]), recipeGroup: Recipe().Sampling.GroupSize));
        Assert.True(server.Count("/update_weights_from_disk") >= 4);
    }

    [Fact]
    public async Task An_answer_under_an_older_weight_version_is_never_stored()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(8));
        await using var server = new SglangServer(Path.Combine(pipeline.Checkpoints, "v000000"));
        await server.StartAsync();
        server.Falsify = (path, answer) =>
        {
            if (path == "/generate")
            {
                answer[1]!["meta_info"]!["weight_version"] = "default"; // One completion of the group is enough.
            }
        };

        var failure = await Assert.ThrowsAsync<GuideException>(
            () => VllmTests.RunAsync(pipeline, new Dictionary<string, string?> { ["Inference:Server"] = "sglang" }, server));

        Assert.Contains("answers under weight version 'default'", failure.Message, StringComparison.Ordinal);
        Assert.All(await VllmTests.GroupsAsync(pipeline), group => Assert.Null(group.SampledAt));
    }

    [Fact]
    public async Task Llama_server_follows_through_the_reload_hook()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(temperature: 0.8), Pipeline.Prompts(16));
        await using var server = new LlamaServer(Path.Combine(pipeline.Checkpoints, "v000000"));
        await server.StartAsync();

        await VllmTests.RunAsync(
            pipeline, new Dictionary<string, string?> { ["Inference:Server"] = "llama", ["Inference:ReloadUrl"] = $"{server.Address}/reload" }, server);

        await AssertTrueAsync(pipeline);
        Assert.True(server.Count("/reload") >= 4);
        var sampled = server.Requests.Where(request => request.Path == "/completion" && request.Body!["n_probs"]!.GetValue<int>() == 1).ToArray();
        Assert.NotEmpty(sampled);
        AssertSeeds(sampled.Select(request => request.Body!["seed"]), sampled.Length);
    }

    [Theory]
    [InlineData("vllm", 0, "Inference:ReloadUrl")]
    [InlineData("llama", 0, "Inference:ReloadUrl")]
    [InlineData("sglang", 4, "policy.lora.rank")]
    [InlineData("llama", 4, "policy.lora.rank")]
    public async Task What_a_server_cannot_follow_is_said_before_anything_is_sampled(string kind, int rank, string remedy)
    {
        var recipe = Recipe();
        await using var pipeline = await Pipeline.CreateAsync(recipe with { Policy = recipe.Policy with { Lora = new LoraRecipe { Rank = rank } } }, Pipeline.Prompts(4));

        var failure = await Assert.ThrowsAsync<GuideException>(() => pipeline.RunToEndAsync(
            settings: new Dictionary<string, string?> { ["Inference:Server"] = kind, ["Inference:Endpoints"] = "http://127.0.0.1:1" }));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Each completion has a seed of its own: under one seed a server may give all of them alike.</summary>
    private static void AssertSeeds(IEnumerable<JsonNode?> seeds, int recipeGroup)
    {
        var numbers = seeds.Select(seed => seed!.GetValue<int>()).ToArray();
        Assert.Equal(recipeGroup, numbers.Length);
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.True(number >= 0));
    }

    private static RunRecipe Recipe(double temperature = 1)
    {
        var recipe = VllmTests.Recipe(temperature: temperature);
        return recipe with { Policy = recipe.Policy with { Lora = new LoraRecipe() } };
    }

    private static async Task AssertTrueAsync(Pipeline pipeline)
    {
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All(groups, group => Assert.Equal(GroupState.Consumed, group.State));
        Assert.Equal([0, 1, 2, 3], groups.Select(group => group.PolicyVersion!.Value).Distinct().Order());
        Assert.All((await VllmTests.VersionsAsync(pipeline)).Skip(1), version => Assert.InRange(VllmTests.Gap(version), 0, 1e-4));
    }
}
