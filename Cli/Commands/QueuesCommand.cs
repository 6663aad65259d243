using System.CommandLine;
using System.Text.Json;

using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;
using Guide.StageHost.Bus;

namespace Guide.Cli.Commands;

/// <summary><c>guide queues</c>: what lies in the queues of a distributed run.</summary>
internal static class QueuesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new GuideCommand("queues", "The queues of a distributed run: what lies in them, and what to do with messages that no stage could handle.",
            "guide queues list --run quickstart-1 --broker amqp://localhost",
            "guide queues show --run quickstart-1 --stage verifier --limit 3",
            "guide queues resend --run quickstart-1 --stage verifier",
            "guide queues purge --run quickstart-1");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Resend());
        command.Subcommands.Add(Purge());
        return command;
    }

    private static GuideCommand List()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON, an object a line." };
        return On("list", "How many messages wait in each queue.", [json], async (queues, _, parsed, output, cancellationToken) =>
        {
            var states = await queues.ListAsync(cancellationToken);
            var widest = states.Max(static state => state.Name.Length);
            foreach (var state in states)
            {
                await output.WriteLineAsync(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(state, SnakeCaseJson.Options)
                    : $"{state.Name.PadRight(widest)}  {(state.Exists ? $"{state.Ready,8} messages  {state.Consumers,4} consumers" : "   there is no such queue")}");
            }
        });
    }

    private static GuideCommand Show()
    {
        var stage = Stage("Only this stage's error queue (default: all).");
        var limit = NumberOption.Whole("--limit", "Messages of each queue at most.", absent: 10, least: 1, most: 1000);
        return On("show", "Messages of the error queues, a JSON object a line: bodies shortened, every unusual character escaped. They stay where they are.", [stage, limit], async (queues, runId, parsed, output, cancellationToken) =>
        {
            foreach (var queue in Of(parsed.GetValue(stage)).Select(of => BusNames.ErrorQueue(runId, of)).Append(BusNames.DeadLetterQueue(runId)))
            {
                foreach (var message in await queues.ShowAsync(queue, parsed.GetValue(limit), cancellationToken))
                {
                    // Whatever it holds, it reaches no terminal raw: the default encoder escapes all but plain letters, digits and marks.
                    await output.WriteLineAsync(JsonSerializer.Serialize(message, Escaping));
                }
            }
        });
    }

    private static GuideCommand Resend()
    {
        var stage = Stage("Only this stage's (default: all).");
        return On("resend", "Sends what lies in the error queues to its stage again. A group that has ended stays ended.", [stage], async (queues, _, parsed, output, cancellationToken) =>
        {
            foreach (var of in Of(parsed.GetValue(stage)))
            {
                if (await queues.ResendAsync(of, cancellationToken) is > 0 and var sent)
                {
                    await output.WriteLineAsync($"{of.Name()}: {sent} sent again");
                }
            }
        });
    }

    private static GuideCommand Purge()
    {
        var stage = Stage("Only this stage's error queue (default: all).");
        return On("purge", "Empties the error queues. Nothing is lost: the groups of their messages have ended.", [stage], async (queues, runId, parsed, output, cancellationToken) =>
        {
            foreach (var of in Of(parsed.GetValue(stage)))
            {
                if (await queues.PurgeAsync(BusNames.ErrorQueue(runId, of), cancellationToken) is > 0 and var purged)
                {
                    await output.WriteLineAsync($"{of.Name()}: {purged} removed");
                }
            }
        });
    }

    private static readonly JsonSerializerOptions Escaping = new(SnakeCaseJson.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default, WriteIndented = false };

    private static GuideCommand On(
        string name, string description, IEnumerable<Option> options, Func<RunQueues, string, ParseResult, TextWriter, CancellationToken, Task> work)
    {
        var run = new Option<string>("--run") { Description = "The run.", HelpName = "ID", Required = true };
        var broker = new Option<string?>("--broker")
        {
            Description = "amqp://user:password@host:5672/vhost (or GUIDE_BROKER).", HelpName = "URI", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GUIDE_BROKER"),
        };
        var command = new GuideCommand(name, description) { run, broker };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = parsed.GetValue(broker) is { Length: > 0 } given ? given : throw GuideException.Usage("guide queues needs --broker (or GUIDE_BROKER): an embedded run has no queues.");
            await using var queues = await RunQueues.ConnectAsync(address, parsed.GetValue(run)!, cancellationToken);
            await work(queues, parsed.GetValue(run)!, parsed, parsed.InvocationConfiguration.Output, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string?> Stage(string description)
    {
        var stage = new Option<string?>("--stage") { Description = description, HelpName = "STAGE" };
        stage.AcceptOnlyFromAmong([.. StageNames.All.Select(static of => of.Name())]);
        return stage;
    }

    private static IEnumerable<Stage> Of(string? stage) => stage is null ? StageNames.All : [StageNames.Parse(stage)!.Value];
}
