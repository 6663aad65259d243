using System.Collections.Concurrent;
using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.Learner;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Sampling;
using Guide.Recipes;
using Guide.RolloutConsumer;
using Guide.RolloutConsumer.Local;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guide.IntegrationTests.Servers;

/// <summary>How a RolloutConsumer follows the policy: PolicyUpdated arrives over the bus, the weights are real, nothing else of the pipeline runs.</summary>
public sealed class DistributionTests
{
    [Fact]
    public async Task A_new_version_is_loaded_beside_the_old_one_on_which_groups_in_flight_finish()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe(staleness: 1), Pipeline.Prompts(4));
        var gate = new SemaphoreSlim(0);
        var loaded = new BlockingCollection<int>();
        using var consumer = await StartAsync(pipeline, services => Wrap(services, inner => new GatedSource(inner, gate, loaded)));
        var engine = consumer.Services.GetRequiredService<ISamplingEngine>();
        Assert.Equal(0, loaded.Take());

        var inFlight = engine.SampleAsync(Request(), 0, exactVersion: false, CancellationToken.None);
        await PublishAsync(pipeline, consumer, 1);
        Assert.Equal(1, loaded.Take()); // While the group on version 0 is still under way, and no other has come.
        Assert.False(inFlight.IsCompleted);

        var later = engine.SampleAsync(Request(), 0, exactVersion: false, CancellationToken.None);
        gate.Release(2);
        Assert.Equal(0, (await inFlight).PolicyVersion);
        Assert.Equal(1, (await later).PolicyVersion);
        await consumer.StopAsync();
    }

    [Fact]
    public async Task A_run_in_this_process_samples_each_version_from_its_adapter()
    {
        var recipe = VllmTests.Recipe();
        await using var pipeline = await Pipeline.CreateAsync(recipe with { Sampling = recipe.Sampling with { Sampler = SamplerKind.Local } }, Pipeline.Prompts(24));
        await pipeline.RunToEndAsync(after: services => services.Replace(ServiceDescriptor.Singleton<ITrainerSource, CheckpointTrainerSource>()));

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal([0, 1, 2, 3, 4, 5], groups.Select(group => group.PolicyVersion!.Value).Distinct().Order());
        Assert.All((await VllmTests.VersionsAsync(pipeline)).Skip(1), version => Assert.InRange(VllmTests.Gap(version), 0, 1e-4));
    }

    [Fact]
    public async Task A_version_with_other_bytes_than_were_committed_is_not_used_and_the_next_one_is()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe(staleness: 2), Pipeline.Prompts(4));
        var loaded = new BlockingCollection<int>();
        var gate = new SemaphoreSlim(1000);
        using var consumer = await StartAsync(pipeline, services => Wrap(services, inner => new GatedSource(inner, gate, loaded)));
        var engine = consumer.Services.GetRequiredService<ISamplingEngine>();
        Assert.Equal(0, loaded.Take());

        await PublishAsync(pipeline, consumer, 1, breaks: true);
        Assert.Equal(-1, loaded.Take());
        Assert.Equal(0, (await engine.SampleAsync(Request(), 0, exactVersion: false, CancellationToken.None)).PolicyVersion);

        await PublishAsync(pipeline, consumer, 2);
        Assert.Equal(2, loaded.Take());
        Assert.Equal(2, (await engine.SampleAsync(Request(), 1, exactVersion: false, CancellationToken.None)).PolicyVersion);
        await consumer.StopAsync();
    }

    [Fact]
    public async Task Servers_get_a_new_adapter_beside_the_old_one_on_which_groups_in_flight_finish()
    {
        await using var pipeline = await Pipeline.CreateAsync(VllmTests.Recipe(), Pipeline.Prompts(4));
        await using var server = await VllmTests.StartAsync(pipeline);
        var (arrived, gate, loads) = (new SemaphoreSlim(0), new SemaphoreSlim(0), new SemaphoreSlim(0));
        server.Fault = async (context, body) =>
        {
            if (context.Request.Path == "/v1/completions" && body!["model"]!.GetValue<string>() == VllmServer.BaseName)
            {
                arrived.Release();
                await gate.WaitAsync();
            }

            return false;
        };
        using var consumer = await StartAsync(pipeline, settings: new() { ["Inference:Endpoints"] = server.Address });
        var engine = consumer.Services.GetRequiredService<ISamplingEngine>();

        var inFlight = engine.SampleAsync(Request(), 0, exactVersion: false, CancellationToken.None);
        await arrived.WaitAsync();
        await PublishAsync(pipeline, consumer, 1);

        // Version 1 samples and ends while version 0's group is still under way.
        var later = await engine.SampleAsync(Request(), 1, exactVersion: false, CancellationToken.None);
        Assert.Equal(1, later.PolicyVersion);
        Assert.False(inFlight.IsCompleted);
        gate.Release();
        Assert.Equal(0, (await inFlight).PolicyVersion);
        await consumer.StopAsync();
    }

    [Fact]
    public async Task Servers_keep_the_old_version_when_the_new_one_is_broken_or_refused()
    {
        await using var pipeline = await Pipeline.CreateAsync(VllmTests.Recipe(), Pipeline.Prompts(4));
        await using var server = await VllmTests.StartAsync(pipeline);
        var refused = new SemaphoreSlim(0);
        server.Fault = async (context, body) =>
        {
            if (context.Request.Path != "/v1/load_lora_adapter" || !body!["lora_name"]!.GetValue<string>().Contains("-v000002-", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("""{"error": {"message": "rank 4 is above --max-lora-rank"}}""");
            refused.Release();
            return true;
        };
        using var consumer = await StartAsync(pipeline, settings: new() { ["Inference:Endpoints"] = server.Address, ["Rollout:LoadRetryDelay"] = "00:00:00.010", ["Inference:RetryDelay"] = "00:00:00.010" });
        var engine = consumer.Services.GetRequiredService<ISamplingEngine>();
        await PublishAsync(pipeline, consumer, 1);
        Assert.Equal(1, (await engine.SampleAsync(Request(), 1, exactVersion: false, CancellationToken.None)).PolicyVersion);

        await PublishAsync(pipeline, consumer, 2);
        await refused.WaitAsync();
        Assert.Equal(1, (await engine.SampleAsync(Request(), 1, exactVersion: false, CancellationToken.None)).PolicyVersion);

        await PublishAsync(pipeline, consumer, 3);
        Assert.Equal(3, (await engine.SampleAsync(Request(), 3, exactVersion: false, CancellationToken.None)).PolicyVersion);
        await consumer.StopAsync();
    }

    private static GroupRequest Request() => new()
    {
        GroupId = Guid.NewGuid(),
        DrawKey = Guid.NewGuid(),
        Seed = 1,
        SamplingContext = [3, 12, 4, 13],
        Count = 4,
        Settings = new SamplingSettings { MaxTokens = 8, StopIds = [1] },
    };

    private static async Task<IHost> StartAsync(Pipeline pipeline, Action<IServiceCollection>? after = null, Dictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var run = new RunSettings { RunId = pipeline.RunId, Database = pipeline.Connection, Checkpoints = pipeline.Checkpoints };
        builder.Services.AddSingleton(run).AddRolloutConsumer();
        builder.Services.AddGuideBus(run);
        after?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<ISamplingEngine>().ReadyAsync(CancellationToken.None);
        return host;
    }

    private static void Wrap(IServiceCollection services, Func<IPolicySource, IPolicySource> wrap)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IPolicySource)).ImplementationType!;
        services.AddSingleton(inner);
        services.Replace(ServiceDescriptor.Singleton(provider => wrap((IPolicySource)provider.GetRequiredService(inner))));
    }

    /// <summary>Commits a version, as the Learner would, and tells everybody.</summary>
    private static async Task PublishAsync(Pipeline pipeline, IHost host, int version, bool breaks = false)
    {
        var uri = $"v{version:D6}-1";
        var folder = Path.Combine(pipeline.Checkpoints, uri);
        var first = Path.Combine(pipeline.Checkpoints, "v000000");
        string sha256;
        if (pipeline.Recipe.Policy.Lora.Rank > 0)
        {
            using var policy = PolicyCheckpoint.Load(first);
            LoraAdapter.Attach(policy.Model, LoraSettings.From(pipeline.Recipe.Policy.Lora, policy.StoredType), version);
            sha256 = LoraAdapter.Save(folder, policy.Model, "../v000000");
        }
        else
        {
            sha256 = TinyPolicy.Write(folder, seed: version + 1);
        }

        if (breaks)
        {
            var weights = Path.Combine(folder, "model.safetensors");
            var bytes = await File.ReadAllBytesAsync(weights);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(weights, bytes);
        }

        await pipeline.Database.WriteAsync(
            async (db, token) =>
            {
                db.PolicyVersions.Add(new PolicyVersionRow
                {
                    RunId = pipeline.RunId,
                    Version = version,
                    CheckpointUri = uri,
                    CheckpointSha256 = sha256,
                    HasOptimizerState = false,
                    Lineages = 0,
                    Metrics = "{}",
                    LeaseEpoch = 0,
                    CommittedAt = DateTimeOffset.UnixEpoch,
                });
                return await db.SaveChangesAsync(token);
            },
            CancellationToken.None);
        await host.Services.GetRequiredService<IStageSender>().SendAsync(
            new PolicyUpdated { RunId = pipeline.RunId, PolicyVersion = version, CheckpointUri = uri, CheckpointSha256 = sha256 }, CancellationToken.None);
    }

    /// <summary>The real policy; its sampler waits at a gate, and every load is told (-1: it failed).</summary>
    private sealed class GatedSource(IPolicySource inner, SemaphoreSlim gate, BlockingCollection<int> loaded) : IPolicySource
    {
        public SamplingPolicy Load(PolicyVersionRow version)
        {
            try
            {
                var policy = inner.Load(version);
                loaded.Add(version.Version);
                return policy with { Sampler = new Gated(policy.Sampler, gate) };
            }
            catch
            {
                loaded.Add(-1);
                throw;
            }
        }

        private sealed class Gated(ISampler inner, SemaphoreSlim gate) : ISampler
        {
            public IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(IReadOnlyList<GroupRequest> requests, CancellationToken cancellationToken)
            {
                gate.Wait(cancellationToken);
                return inner.Sample(requests, cancellationToken);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
