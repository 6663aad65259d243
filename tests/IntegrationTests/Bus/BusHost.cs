using Guide.Contracts.Messages;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Outages;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.IntegrationTests.Bus;

/// <summary>One process's bus with recording consumers for some stages.</summary>
internal sealed class BusHost : IAsyncDisposable
{
    private readonly IHost _host;

    private BusHost(IHost host) => _host = host;

    public IStageSender Sender => _host.Services.GetRequiredService<IStageSender>();

    public Outage Outage => _host.Services.GetRequiredService<Outage>();

    public RecordedMessages Received => _host.Services.GetRequiredService<RecordedMessages>();

    public RecordedDiscards Discards => _host.Services.GetRequiredService<RecordedDiscards>();

    public static async Task<BusHost> StartAsync(
        string runId, Uri? broker, IReadOnlyCollection<Stage> stages, IReadOnlyDictionary<string, string?>? settings = null, bool listen = false, IServerProbe? probe = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var services = builder.Services;
        services.AddSingleton<RecordedMessages>();
        services.AddSingleton<RecordedDiscards>();
        services.AddSingleton<IPoisonedGroups>(static provider => provider.GetRequiredService<RecordedDiscards>());
        foreach (var stage in stages)
        {
            _ = stage switch
            {
                Stage.Producer => services.AddGroupConsumer<RecordingConsumer<GroupDiscarded>>(stage, static _ => 7),
                Stage.Rollout => services.AddGroupConsumer<RecordingConsumer<SampleGroup>>(stage, static _ => 7),
                Stage.Verifier => services.AddGroupConsumer<RecordingConsumer<GroupSampled>>(stage, static _ => 7),
                Stage.Hint => services.AddGroupConsumer<RecordingConsumer<GroupVerified>>(stage, static _ => 7),
                Stage.Learner => services.AddGroupConsumer<RecordingConsumer<GroupCompleted>>(stage, static _ => 7),
                _ => throw new ArgumentOutOfRangeException(nameof(stages)),
            };
        }

        if (probe is not null)
        {
            services.AddSingleton(probe);
        }

        if (listen)
        {
            services.AddPolicyListener<PolicyListener>();
        }

        services.AddGuideBus(new RunSettings { RunId = runId, Broker = broker, Database = "", Checkpoints = "" });
        var host = builder.Build();
        await host.StartAsync();
        return new BusHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
