using System.CommandLine;
using System.Globalization;

using Guide.Cli.Recipes;
using Guide.Cli.Reporting;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;

using Spectre.Console;

namespace Guide.Cli.Commands;

/// <summary><c>guide run</c>: an experiment from its recipe to its report.</summary>
internal static class RunCommand
{
    private const string EndpointsOption = "Inference:Endpoints";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var recipe = RecipeArguments.Create();
        var seeds = new Option<int?>("--seeds") { Description = "Run every arm with N seeds, from the recipe's seed on (default 1).", HelpName = "N" };
        var path = new Option<string?>("--run-folder") { Description = "Where everything goes (default runs/NAME-TIME); a folder that holds this experiment is resumed.", HelpName = "DIR" };
        var broker = new Option<string?>("--broker") { Description = "Distributed: amqp://user:password@host:5672/vhost; the stages are other processes (guide stage).", HelpName = "URI" };
        var database = new Option<string?>("--database") { Description = "Distributed: postgres://user:password@host:port/name.", HelpName = "URL" };
        var runId = new Option<string?>("--run") { Description = "The run's id (one arm and one seed), or what ids begin with; default: the folder's name.", HelpName = "ID" };
        var parallel = new Option<int?>("--parallel") { Description = "Seeds side by side (default: as many as there are cores).", HelpName = "N" };
        var endpoints = new Option<string?>("--endpoints") { Description = "Inference servers that sample (recipe: sampling.sampler: openai), with commas between their addresses.", HelpName = "URLS" };
        var server = new Option<string?>("--server") { Description = "What kind of server they are (default vllm).", HelpName = "vllm|sglang|llama" };
        server.AcceptOnlyFromAmong("vllm", "sglang", "llama");
        var stage = new Option<string[]>("--stage-option") { Description = "An option of the stages, as on their own command lines, for example Inference:TokenFile=token.txt; may be given several times.", HelpName = "SECTION:KEY=VALUE", DefaultValueFactory = _ => [] };
        foreach (var positive in (Option<int?>[])[seeds, parallel])
        {
            positive.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int?>() < 1)
                {
                    result.AddError($"{positive.Name} must be at least 1.");
                }
            });
        }

        var command = new GuideCommand(
            "run",
            "A training run, or a comparison of several arms; ends with a table, summary.json and report.html.",
            "guide run",
            "guide run recipes/quickstart.yaml --seeds 3 step.max_staleness=0",
            "guide run mine.yaml sampling.sampler=openai policy.lora.rank=16 --endpoints http://gpu1:8000,http://gpu2:8000        (vLLM)",
            "guide run --run-folder runs/quickstart-20260101-120000        (resumes)")
        {
            recipe, seeds, path, broker, database, runId, parallel, endpoints, server, stage,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Request(
                parsed.GetValue(recipe) ?? [],
                parsed.GetValue(seeds),
                parsed.GetValue(path),
                parsed.GetValue(broker),
                parsed.GetValue(database),
                parsed.GetValue(runId),
                parsed.GetValue(parallel),
                StageOptions(parsed.GetValue(endpoints), parsed.GetValue(server), parsed.GetValue(stage)!)),
            parsed.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, TextWriter output, CancellationToken cancellationToken)
    {
        if ((request.Broker is null) != (request.Database is null))
        {
            throw GuideException.Usage("a distributed run needs both --broker and --database.");
        }

        var time = TimeProvider.System;
        var (experiment, folder) = Open(request, time);
        CheckSamplers(experiment, request);
        var place = new PipelinePlace(folder, request.Broker, request.Database, request.StageOptions, output);
        await place.ProbeAsync(cancellationToken);
        await output.WriteLineAsync($"{experiment.Name}: {experiment.Arms.Count} arm(s), {experiment.Seeds.Count} seed(s) → {Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.Path)}");

        await using var judges = new Judges();
        using var log = new FileLoggerProvider(folder.LogFile, time);
        var board = new RunBoard(time);
        var evaluations = new Evaluations(folder, new HeldOutEvaluator(judges));
        var runner = new ExperimentRunner(experiment, folder, place, board, evaluations, judges, log);
        IProgressView view = Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out) ? new PlainView(output) : new LiveView(AnsiConsole.Console);

        using var stopView = new CancellationTokenSource();
        var showing = view.ShowAsync(board, stopView.Token);
        try
        {
            await runner.RunAsync(request.Parallel ?? Math.Min(experiment.Seeds.Count, Environment.ProcessorCount), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync($"interrupted; everything committed is stored. Resume with: guide run --run-folder {Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.Path)}");
            throw;
        }
        finally
        {
            await stopView.CancelAsync();
            await showing;
        }

        await using var stored = place.OpenDatabase();
        await ReportWriter.WriteAsync(experiment, folder, stored, output, cancellationToken);
        return ExitCodes.Done;
    }

    private static (FrozenExperiment Experiment, RunFolder Folder) Open(Request request, TimeProvider time)
    {
        if (request.Folder is { } existing && File.Exists(new RunFolder(Path.GetFullPath(existing)).ExperimentFile))
        {
            var resumed = RunFolder.Existing(existing);
            var frozen = FrozenExperiment.Read(resumed);
            if (request.Words.Length > 0)
            {
                var (file, overrides) = RecipeArguments.Split(request.Words);
                if (!frozen.IsOf(RecipeLoader.Load(file, overrides)))
                {
                    throw GuideException.Usage($"{existing} holds an experiment with other settings: resume it without a recipe, or choose another folder.");
                }
            }

            return request.Seeds is { } n && n != frozen.Seeds.Count
                ? throw GuideException.Usage($"{existing} was started with {frozen.Seeds.Count} seed(s): resume it without --seeds.")
                : (frozen, resumed);
        }

        var (recipeFile, settings) = RecipeArguments.Split(request.Words);
        var experiment = RecipeLoader.Load(recipeFile, settings);
        var now = time.GetUtcNow();
        var folder = new RunFolder(Path.GetFullPath(request.Folder
            ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}-{now:yyyyMMdd-HHmmss}"))));
        if (Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
        {
            throw GuideException.Usage($"{folder.Path} is neither empty nor a run folder.");
        }

        var fresh = FrozenExperiment.Of(experiment, request.Seeds ?? 1, request.RunId ?? IdWord(Path.GetFileName(folder.Path)), request.RunId is not null, now);
        fresh.Write(folder);
        return (fresh, folder);
    }

    private static Dictionary<string, string?> StageOptions(string? endpoints, string? server, string[] others)
    {
        var options = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var other in others)
        {
            var equals = other.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !other[..equals].Contains(':', StringComparison.Ordinal))
            {
                throw GuideException.Usage($"--stage-option '{other}' is not SECTION:KEY=VALUE.");
            }

            options[other[..equals]] = other[(equals + 1)..];
        }

        if (endpoints is not null)
        {
            options[EndpointsOption] = endpoints;
        }

        if (server is not null)
        {
            options["Inference:Server"] = server;
        }

        return options;
    }

    /// <summary>A recipe that names servers needs them, and they need a recipe that does.</summary>
    private static void CheckSamplers(FrozenExperiment experiment, Request request)
    {
        if (request.Broker is not null)
        {
            if (request.StageOptions.Count > 0)
            {
                throw GuideException.Usage("--endpoints, --server and --stage-option are of the stages in this process; in a distributed run give them to guide stage.");
            }

            return;
        }

        var asked = experiment.Runs().Any(run => run.Recipe.Sampling.Sampler != "local");
        var given = request.StageOptions.ContainsKey(EndpointsOption);
        if (asked && !given)
        {
            throw GuideException.Usage("sampling.sampler is openai: name its servers with --endpoints.");
        }

        if (given && !asked)
        {
            throw GuideException.Usage("--endpoints has no effect here: it applies when sampling.sampler is openai.");
        }
    }

    /// <summary>A folder's name as the beginning of run ids: lower-case letters, digits and hyphens.</summary>
    private static string IdWord(string name)
    {
        var word = string.Concat(name.ToLowerInvariant().Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '-')).Trim('-');
        return word.Length > 0 ? word : "run";
    }

    private sealed record Request(string[] Words, int? Seeds, string? Folder, string? Broker, string? Database, string? RunId, int? Parallel, Dictionary<string, string?> StageOptions);
}
