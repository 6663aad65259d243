using Guide.Contracts;
using Guide.Learner;
using Guide.Learner.Training;
using Guide.Recipes;
using Guide.StageHost;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Guide.IntegrationTests.Servers;

/// <summary>Whole runs whose rollouts come from a server over HTTP; the server's weights, samples and log-probs are real.</summary>
public sealed class VllmTests
{
    [Fact]
    public async Task A_run_samples_each_version_from_its_adapter_and_the_log_probs_are_the_trainers()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(16));
        await using var server = await StartAsync(pipeline);
        await RunAsync(pipeline, server);

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        var versions = await VersionsAsync(pipeline);
        Assert.Equal(4, versions.Count(version => version.Version > 0));
        Assert.Equal([0, 1, 2, 3], groups.Select(group => group.PolicyVersion!.Value).Distinct().Order());

        // The same tokens under the same weights, there and here; the adapters differ from the base by much more (see below).
        Assert.All(versions.Skip(1), version => Assert.InRange(Gap(version), 0, 1e-4));

        // A name carries version and hash; what samples says which it was.
        foreach (var version in versions.Where(version => version.Version is > 0 and < 4))
        {
            var name = $"guide-{pipeline.RunId}-v{version.Version:D6}-{version.CheckpointSha256[..8]}";
            Assert.Contains(server.Requests, request => request.Path == "/v1/load_lora_adapter" && request.Body!["lora_name"]!.GetValue<string>() == name);
            Assert.Contains(server.Requests, request => request.Path == "/v1/completions" && request.Body!["model"]!.GetValue<string>() == name);
        }

        // Every filter and penalty is said to be off: what is left out would come from the model's generation_config.json.
        var body = server.Requests.First(request => request.Path == "/v1/completions").Body!;
        Assert.Equal(
            (1.0, 1.0, -1, 0.0, 1.0, 0.0, 0.0),
            (body["temperature"]!.GetValue<double>(), body["top_p"]!.GetValue<double>(), body["top_k"]!.GetValue<int>(), body["min_p"]!.GetValue<double>(),
                body["repetition_penalty"]!.GetValue<double>(), body["presence_penalty"]!.GetValue<double>(), body["frequency_penalty"]!.GetValue<double>()));
    }

    [Fact]
    public async Task A_server_that_samples_other_weights_than_it_says_ends_the_run_in_one_line()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(maxGap: 1e-3), Pipeline.Prompts(16));
        await using var server = await StartAsync(pipeline);
        server.IgnoresAdapters = true;

        var failure = await Assert.ThrowsAsync<GuideException>(() => RunAsync(pipeline, server));

        Assert.Contains("were not sampled from it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sampling.max_log_prob_gap", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.InRange((await VersionsAsync(pipeline)).Count, 2, 4); // Version 0's rollouts were true.
    }

    [Fact]
    public async Task A_server_without_token_log_probs_is_refused_in_one_line()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(8));
        await using var server = await StartAsync(pipeline);
        server.Falsify = (path, answer) => ForEachChoice(path, answer, choice => choice["logprobs"] = null);

        var failure = await Assert.ThrowsAsync<GuideException>(() => RunAsync(pipeline, server));

        Assert.Contains("returns no token log-probs", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(server.Address, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.All(await GroupsAsync(pipeline), group => Assert.Equal(GroupState.Admitted, group.State));
    }

    [Fact]
    public async Task Log_probs_that_do_not_follow_the_temperature_are_refused_and_those_that_do_are_the_trainers()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(temperature: 0.6), Pipeline.Prompts(8));
        await using (var raw = await StartAsync(pipeline))
        {
            raw.ProcessedLogProbs = false;
            var failure = await Assert.ThrowsAsync<GuideException>(() => RunAsync(pipeline, raw));
            Assert.Contains("--logprobs-mode processed_logprobs", failure.Message, StringComparison.Ordinal);
        }

        await using var server = await StartAsync(pipeline);
        await RunAsync(pipeline, server);
        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All((await VersionsAsync(pipeline)).Skip(1), version => Assert.InRange(Gap(version), 0, 1e-4));
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_of_a_group_loses_nothing()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(16));
        await using var server = await StartAsync(pipeline);
        var (completions, restarted) = (0, Task.CompletedTask);
        server.Fault = (context, _) =>
        {
            // In version 1's groups: after the restart its adapter is gone.
            if (context.Request.Path != "/v1/completions" || Interlocked.Increment(ref completions) != 7)
            {
                return Task.FromResult(false);
            }

            context.Abort();
            restarted = Task.Run(async () =>
            {
                await server.KillAsync();
                await server.StartAsync();
            });
            return Task.FromResult(true);
        };

        await RunAsync(pipeline, server);

        await restarted;
        Assert.True(completions > 16);
        Assert.All(await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId), group => Assert.Equal(GroupState.Consumed, group.State));
        Assert.All((await VersionsAsync(pipeline)).Skip(1), version => Assert.InRange(Gap(version), 0, 1e-4));
    }

    [Fact]
    public async Task Two_endpoints_share_the_groups_and_the_death_of_one_leaves_the_other()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(16));
        await using var server = await StartAsync(pipeline);
        await using var mortal = await StartAsync(pipeline);
        var (completions, dead) = (0, Task.CompletedTask);
        mortal.Fault = (context, _) =>
        {
            if (context.Request.Path != "/v1/completions" || Interlocked.Increment(ref completions) != 3)
            {
                return Task.FromResult(false);
            }

            context.Abort();
            dead = Task.Run(mortal.KillAsync);
            return Task.FromResult(true);
        };

        await RunAsync(pipeline, server, mortal);

        await dead;
        Assert.True(completions >= 3);
        Assert.All(await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId), group => Assert.Equal(GroupState.Consumed, group.State));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_and_one_wrong_version_is_dropped()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(8));
        await using var server = await StartAsync(pipeline);
        var (busy, wrong) = (0, 0);
        server.Fault = (context, _) =>
        {
            if (context.Request.Path != "/v1/completions" || Interlocked.Increment(ref busy) > 3)
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };
        server.Falsify = (path, answer) =>
        {
            if (path == "/v1/completions" && Interlocked.Increment(ref wrong) == 2)
            {
                answer["model"] = "guide-somebody-else-v000000";
            }
        };

        await RunAsync(pipeline, server);

        Assert.True(busy > 3 && wrong > 8);
        Assert.All(await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId), group => Assert.Equal(GroupState.Consumed, group.State));
        Assert.All((await VersionsAsync(pipeline)).Skip(1), version => Assert.InRange(Gap(version), 0, 1e-4));
    }

    [Fact]
    public async Task A_server_that_always_answers_under_another_name_ends_the_run_in_one_line()
    {
        await using var pipeline = await Pipeline.CreateAsync(Recipe(), Pipeline.Prompts(8));
        await using var server = await StartAsync(pipeline);
        server.Falsify = (path, answer) => answer["model"] = path == "/v1/completions" ? "other" : answer["model"]?.DeepClone();

        var failure = await Assert.ThrowsAsync<GuideException>(() => RunAsync(pipeline, server));

        Assert.Contains("answers as 'other', not as 'tiny/base'", failure.Message, StringComparison.Ordinal);
        Assert.All(await GroupsAsync(pipeline), group => Assert.Null(group.SampledAt));
    }

    private static void ForEachChoice(string path, System.Text.Json.Nodes.JsonNode answer, Action<System.Text.Json.Nodes.JsonNode> change)
    {
        if (path == "/v1/completions")
        {
            foreach (var choice in answer["choices"]!.AsArray())
            {
                change(choice!);
            }
        }
    }

    internal static Task<List<GroupRow>> GroupsAsync(Pipeline pipeline) => pipeline.Database.ReadAsync((db, token) => db.Groups.ToListAsync(token), CancellationToken.None);

    internal static RunRecipe Recipe(double maxGap = 0.1, double temperature = 1)
    {
        var recipe = Pipeline.SmallRecipe();
        return recipe with
        {
            Policy = recipe.Policy with { Lora = new LoraRecipe { Rank = 4 } },
            Sampling = recipe.Sampling with { Sampler = SamplerKind.InferenceServer, MaxLogProbGap = maxGap, Temperature = temperature },
            Optimizer = recipe.Optimizer with { LearningRate = 0.05 },
        };
    }

    internal static async Task<VllmServer> StartAsync(Pipeline pipeline)
    {
        var server = new VllmServer(Path.Combine(pipeline.Checkpoints, "v000000"));
        await server.StartAsync();
        return server;
    }

    internal static Task RunAsync(Pipeline pipeline, params TestServer[] servers) => RunAsync(pipeline, [], servers);

    internal static Task RunAsync(Pipeline pipeline, Dictionary<string, string?> settings, params TestServer[] servers)
    {
        settings["Inference:Endpoints"] = string.Join(',', servers.Select(server => server.Address));
        settings.TryAdd("Inference:RetryDelay", "00:00:00.020");
        settings.TryAdd("Rollout:LoadRetryDelay", "00:00:00.020");
        return pipeline.RunToEndAsync(
            after: services => services.Replace(ServiceDescriptor.Singleton<ITrainerSource, CheckpointTrainerSource>()), settings: settings);
    }

    internal static Task<List<PolicyVersionRow>> VersionsAsync(Pipeline pipeline) => pipeline.Database.ReadAsync(
        (db, token) => db.PolicyVersions.OrderBy(version => version.Version).ToListAsync(token), CancellationToken.None);

    internal static double Gap(PolicyVersionRow version) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, double>>(version.Metrics)!["unguided/log_prob_gap"];
}
