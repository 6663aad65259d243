using Guide.Answers;
using Guide.Contracts.Judging;
using Guide.HintConsumer;
using Guide.Learner;
using Guide.Producer;
using Guide.RolloutConsumer;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.VerifierConsumer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.Cli.Running;

/// <summary>All five stages of one run in this process, on the in-memory bus: the same registrations as in their own processes.</summary>
internal static class EmbeddedPipeline
{
    /// <summary>Works on a run until it has ended; a run that was interrupted goes on where its database stands.</summary>
    /// <param name="settings">Run, database, checkpoints; no broker.</param>
    /// <param name="verifiers">Who judges.</param>
    /// <param name="stageOptions">Options of the stages, Section:Key → value, as on their command lines.</param>
    /// <param name="logFile">Where warnings and errors of the stages go.</param>
    /// <param name="samples">False: nothing is to be sampled any more.</param>
    /// <param name="learns">False: the run is trained, and only measured or replayed.</param>
    /// <param name="cancellationToken">Stops the stages; what is committed stays.</param>
    public static async Task RunAsync(RunSettings settings, VerifierSet verifiers, IReadOnlyDictionary<string, string?> stageOptions, ILoggerProvider logFile, bool samples, bool learns, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "guide" });
        builder.Configuration.AddInMemoryCollection(stageOptions);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddProvider(logFile);
        builder.Services.AddSingleton(settings).AddSingleton(verifiers);
        builder.Services.AddProducer().AddVerifierConsumer().AddHintConsumer();
        if (samples)
        {
            builder.Services.AddRolloutConsumer();
        }

        if (learns)
        {
            builder.Services.AddLearner();
        }

        builder.Services.AddGuideBus(settings);
        builder.Services.RefuseUnknownSections(stageOptions.Keys);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await host.WaitForShutdownAsync(cancellationToken);
        host.Services.ThrowIfStageFailed();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
