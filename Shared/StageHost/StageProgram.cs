using System.Collections;
using System.Globalization;
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
using Microsoft.Extensions.Options;

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
            Console.Out.WriteLine(Help(stage));
            return ExitCodes.Done;
        }

        var interrupted = false;
        // The host stops on both; exit code 0 would say that the run has ended.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => interrupted = true);
        try
        {
            var settings = StageArguments.Read(args, EnvironmentVariables());
            var run = StageArguments.ToRunSettings(settings);
            // Not disposed when the start fails: the bus would wait for a broker that it never reached, and the process ends anyway.
            var host = Build(stage, settings, run, addStage);
            await host.StartAsync();
            var address = host.Urls.FirstOrDefault() ?? "no address";
            Log.Started(host.Logger, stage.Name(), run.RunId, address);
            await host.WaitForShutdownAsync();
            ThrowIfFailed(host.Services);
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
        var (line, exitCode) = exception switch
        {
            GuideException known => (known.Message, known.ExitCode),
            OptionsValidationException invalid => (string.Join(" ", invalid.Failures), ExitCodes.Usage),
            InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } binder => (SettingsErrors.Explain(binder), ExitCodes.Usage),
            AggregateException { InnerExceptions: [var only] } => (only.Message, only is GuideException inner ? inner.ExitCode : ExitCodes.Failed),
            _ => ($"{exception.GetType().Name}: {exception.Message}", ExitCodes.Failed),
        };
        Console.Error.WriteLine($"error: {line.ReplaceLineEndings(" ")}");
        if (Environment.GetEnvironmentVariable("GUIDE_LOG_LEVEL") is "Debug" or "Trace")
        {
            Console.Error.WriteLine(exception);
        }

        return exitCode;
    }

    private static WebApplication Build(
        Stage stage, Dictionary<string, string?> settings, RunSettings run, Action<IServiceCollection> addStage)
    {
        // The empty builder reads no appsettings.json of whatever folder the process was started in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = $"guide-{stage.Name()}" });

        // Sections only: the process's own names are not options, and "run" would be the value of the section Run.
        builder.Configuration.AddInMemoryCollection(settings.Where(static setting => setting.Key.Contains(':', StringComparison.Ordinal)));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenAnyIP(Port(settings)));
        builder.Services.AddRoutingCore();
        builder.Logging.AddStageLogging(Level(settings));

        builder.Services.AddSingleton(run);
        builder.Services.AddStageTelemetry(stage);
        addStage(builder.Services);
        builder.Services.AddGuideBus(run);
        builder.Services.RefuseUnknownSections(settings.Keys);

        var app = builder.Build();
        app.MapStageHealth();
        return app;
    }

    private static int Port(Dictionary<string, string?> settings) =>
        !settings.TryGetValue("http-port", out var text)
            ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
                ? port
                : throw GuideException.Usage($"--http-port must be a port, 0 for a free one; got '{text}'.");

    private static LogLevel Level(Dictionary<string, string?> settings) =>
        !settings.TryGetValue("log-level", out var text)
            ? LogLevel.Information
            : Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level)
                ? level
                : throw GuideException.Usage($"--log-level must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}; got '{text}'.");

    private static void ThrowIfFailed(IServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            // The host stops when a background service throws, and says so only in its log.
            if (service.ExecuteTask is { IsFaulted: true, Exception: { } failure })
            {
                throw failure.InnerExceptions[0];
            }
        }
    }

    private static Dictionary<string, string> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    private static string Help(Stage stage) =>
        $"""
        guide stage {stage.Name()}: one stage of a distributed run

          --run R            the run (GUIDE_RUN)
          --broker URI       amqp://user:password@host:5672/vhost (GUIDE_BROKER)
          --database TEXT    connection string of PostgreSQL (GUIDE_DATABASE)
          --checkpoints DIR  folder of the checkpoints, shared by all stages (GUIDE_CHECKPOINTS)
          --http-port N      /health/live, /health/ready and /metrics; 0 (default): a free port (GUIDE_HTTP_PORT)
          --log-level L      Information (default), Debug, Warning … (GUIDE_LOG_LEVEL)
          --Section:Key V    an option of the stage, for example --Bus:ConnectTimeout 00:01:00 (GUIDE_BUS__CONNECTTIMEOUT)

        Example: guide stage {stage.Name()} --run quickstart-1 --broker amqp://localhost --database "Host=localhost;Database=guide" --checkpoints runs/quickstart-1/checkpoints
        """;
}
