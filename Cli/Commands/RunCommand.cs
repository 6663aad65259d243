using System.CommandLine;

using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;

using Spectre.Console;

namespace Guide.Cli.Commands;

/// <summary><c>guide run</c>: an experiment from its recipe to its report.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var recipe = RecipeArguments.Create();
        var seeds = NumberOption.Optional("--seeds", "Run every arm with N seeds, from the recipe's seed on (default 1).", least: 1, most: 1000);
        var path = new Option<string?>("--run-folder") { Description = "Where everything goes (default runs/NAME-TIME); a folder that holds this experiment is resumed.", HelpName = "DIR" };
        var broker = new Option<string?>("--broker") { Description = "Distributed: amqp://user:password@host:5672/vhost; the stages are other processes (guide stage).", HelpName = "URI" };
        var database = new Option<string?>("--database") { Description = "Distributed: postgres://user:password@host:port/name.", HelpName = "URL" };
        var runId = new Option<string?>("--run") { Description = "The run's id (one arm and one seed), or what ids begin with; default: the folder's name.", HelpName = "ID" };
        var parallel = NumberOption.Optional("--parallel", "Seeds side by side (default: as many as there are cores).", least: 1, most: 1000);
        var endpoints = new Option<string?>("--endpoints") { Description = "Inference servers that sample (recipe: sampling.sampler: inference_server), with commas between their addresses.", HelpName = "URLS" };
        var server = new Option<string?>("--server") { Description = "What kind of server they are (default vllm).", HelpName = "vllm|sglang|llama" };
        server.AcceptOnlyFromAmong("vllm", "sglang", "llama");
        var stage = new Option<string[]>("--stage-option") { Description = "An option of the stages, as on their own command lines, for example Inference:TokenFile=token.txt; may be given several times.", HelpName = "SECTION:KEY=VALUE", DefaultValueFactory = _ => [] };
        var giveUp = new Option<TimeSpan>("--give-up-after") { Description = "Distributed: how long broker and database may be away (default 00:10:00; at the start 30 s at most).", HelpName = "TIME", DefaultValueFactory = _ => TimeSpan.FromMinutes(10) };
        var from = NumberOption.Optional("--from-version", "Resumed: go on from this older version, for a newest one whose checkpoint is lost; what came later is forgotten.", least: 0);
        var clean = new Option<bool>("--clean") { Description = "Distributed: remove the queues of runs that have ended." };
        var command = new GuideCommand(
            "run",
            "A training run, or a comparison of several arms; ends with a table, summary.json and report.html.",
            "guide run",
            "guide run recipes/quickstart.yaml --seeds 3 step.max_staleness=0",
            "guide run mine.yaml sampling.sampler=inference_server policy.lora.rank=16 --endpoints http://gpu1:8000,http://gpu2:8000        (vLLM)",
            "guide run --run-folder runs/quickstart-20260101-120000        (resumes)")
        {
            recipe, seeds, path, broker, database, runId, parallel, giveUp, clean, from, endpoints, server, stage,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var request = new RunRequest
            {
                Words = parsed.GetValue(recipe) ?? [],
                Seeds = parsed.GetValue(seeds),
                Folder = parsed.GetValue(path),
                Broker = parsed.GetValue(broker),
                Database = parsed.GetValue(database),
                RunId = parsed.GetValue(runId),
                Parallel = parsed.GetValue(parallel),
                GiveUpAfter = parsed.GetValue(giveUp),
                Clean = parsed.GetValue(clean),
                FromVersion = parsed.GetValue(from),
                StageOptions = StageOptions(parsed.GetValue(endpoints), parsed.GetValue(server), parsed.GetValue(stage)!),
            };
            IProgressView view = Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out) ? new PlainView(output) : new LiveView(AnsiConsole.Console);
            await new ExperimentSession(request, output, view, TimeProvider.System).RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Options of the stages in this process, Section:Key → value.</summary>
    /// <exception cref="GuideException">Exit code 2: one that is no option.</exception>
    public static Dictionary<string, string?> StageOptions(string? endpoints, string? server, string[] others)
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
            options[ExperimentPlan.EndpointsOption] = endpoints;
        }

        if (server is not null)
        {
            options["Inference:Server"] = server;
        }

        return options;
    }
}
