using System.Runtime.InteropServices;

using Guide.Contracts;
using Guide.StageHost.Bus;
using Guide.StageHost.Telemetry;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.StageHost;

/// <summary>The whole of a stage's process but the stage: settings, bus, health, metrics, signals, exit code.</summary>
public static class StageProgram
{
    /// <summary>Runs one stage until its run ends (exit code 0), it fails (1), its configuration is wrong (2) or it is interrupted (130).</summary>
    /// <param name="args">The command line, see <c>--help</c>.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="addStage">Registers the stage: its <c>AddX</c>. <see cref="RunSettings"/> is in the container.</param>
    public static async Task<int> RunAsync(string[] args, Stage stage, Action<IServiceCollection> addStage)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.Out.WriteLine(StageHelp.Of(stage));
            return ExitCodes.Done;
        }

        var interrupted = false;
        // The host stops on both; exit code 0 would say that the run has ended.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => interrupted = true);
        try
        {
            var settings = StageArguments.Read(args, StageArguments.Environment());
            var run = StageArguments.ToRunSettings(settings);
            // Not disposed when the start fails: the bus would wait for a broker that it never reached, and the process ends anyway.
            var host = Build(stage, settings, run, addStage);
            if (!await StartAsync(host))
            {
                host.Services.ThrowIfStageFailed();
                return interrupted ? ExitCodes.Interrupted : ExitCodes.Done;
            }

            var address = host.Urls.FirstOrDefault() ?? "no address";
            Log.Started(host.Logger, stage.Name(), run.RunId, address);
            await host.WaitForShutdownAsync();
            host.Services.ThrowIfStageFailed();
            await host.DisposeAsync();
            return interrupted ? ExitCodes.Interrupted : ExitCodes.Done;
        }
        catch (OperationCanceledException) when (interrupted)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception exception)
        {
            return Report(exception);
        }
    }

    /// <summary>Prints the one line that an exception is worth on stderr and gives the exit code.</summary>
    public static int Report(Exception exception)
    {
        var failure = Failure.Of(exception, interrupted: false, HostFailures.Expected);
        Console.Error.WriteLine($"error: {failure.Line}");
        if (Environment.GetEnvironmentVariable("GUIDE_LOG_LEVEL") is "Debug" or "Trace")
        {
            Console.Error.WriteLine(exception);
        }

        return failure.ExitCode;
    }

    /// <summary>False: its run ended, or a part of it failed, while the process was starting.</summary>
    private static async Task<bool> StartAsync(WebApplication host)
    {
        try
        {
            await host.StartAsync();
            return true;
        }
        catch (OperationCanceledException) when (host.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private static WebApplication Build(
        Stage stage, Dictionary<string, string?> settings, RunSettings run, Action<IServiceCollection> addStage)
    {
        // The empty builder reads no appsettings.json of whatever folder the process was started in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = $"guide-{stage.Name()}" });

        // Sections only: the process's own names are not options, and "run" would be the value of the section Run.
        builder.Configuration.AddInMemoryCollection(settings.Where(static setting => setting.Key.Contains(':', StringComparison.Ordinal)));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenAnyIP(StageArguments.Port(settings)));
        builder.Services.AddRoutingCore();
        builder.Logging.AddStageLogging(StageArguments.LogLevel(settings));

        builder.Services.AddSingleton(run);
        builder.Services.AddStageTelemetry(stage);
        addStage(builder.Services);
        builder.Services.AddGuideBus(run);
        builder.Services.RefuseUnknownSections(settings.Keys);

        var app = builder.Build();
        app.MapStageHealth();
        return app;
    }
}
