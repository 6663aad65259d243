using System.CommandLine;
using System.Text.Json;

using Guide.Cli.Audit;
using Guide.Cli.Export;
using Guide.Cli.Files;
using Guide.Cli.Reporting;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary><c>guide rollouts RUN</c>: stored rollouts, narrowed, with the ids that guide explain takes.</summary>
internal sealed class RolloutsCommand
{
    private readonly Argument<string?> _run = new("run") { Description = "The run's id; may be left out when the database holds one run.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _step = NumberOption.Optional("--step", "Only what the step that made version N took.", least: 1);
    private readonly Option<bool> _guided = new("--guided") { Description = "Only rollouts with a hint." };
    private readonly Option<bool> _unguided = new("--unguided") { Description = "Only rollouts without one." };
    private readonly Option<bool> _wrong = new("--wrong") { Description = "Only judged rollouts that are not correct." };
    private readonly Option<bool> _correct = new("--correct") { Description = "Only correct ones." };
    private readonly Option<bool> _unjudged = new("--unjudged") { Description = "Only those that no verifier could judge." };
    private readonly Option<string?> _prompt = new("--prompt") { Description = "Only those of this prompt.", HelpName = "ID" };
    private readonly Option<int> _first = NumberOption.Whole("--first", "At most N of them.", absent: 20, least: 1);
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object a rollout, as guide export writes it." };
    private readonly DatabaseArguments _where = new();

    /// <summary>The command.</summary>
    public static Command Create() => new RolloutsCommand().Build();

    private GuideCommand Build()
    {
        var command = new GuideCommand(
            "rollouts",
            "Stored rollouts, one line each, narrowed by step, hint, verdict or prompt; the ids are for guide explain.",
            "guide rollouts --wrong --guided --first 10",
            "guide rollouts quickstart-20260101-120000-guide-grpo-s0 --step 12 --correct")
        {
            _run, _step, _guided, _unguided, _wrong, _correct, _unjudged, _prompt, _first, _json,
        };
        _where.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var filter = new RolloutFilter
        {
            Step = parsed.GetValue(_step),
            Guided = One(parsed, _guided, _unguided),
            Wrong = One(parsed, _wrong, _correct),
            Unjudged = parsed.GetValue(_unjudged),
            Prompt = parsed.GetValue(_prompt),
        };
        await using var database = await _where.OpenAsync(parsed, cancellationToken);
        var run = await StoredRuns.ChooseAsync(database, parsed.GetValue(_run), cancellationToken);
        var (output, json, left) = (parsed.InvocationConfiguration.Output, parsed.GetValue(_json), parsed.GetValue(_first));
        if (!json)
        {
            await output.WriteLineAsync(RolloutText.Header(TerminalWidth.Of(output)));
        }

        await foreach (var batch in new RolloutExporter(database).ReadAsync(run, cancellationToken))
        {
            foreach (var rollout in batch.Where(filter.Takes).Take(left))
            {
                left--;
                await output.WriteLineAsync(json ? JsonSerializer.Serialize(rollout, RolloutFiles.Json) : RolloutText.Of(rollout, TerminalWidth.Of(output)));
            }

            if (left == 0)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"the first {parsed.GetValue(_first)}; --first N shows more");
                break;
            }
        }

        return ExitCodes.Done;
    }

    private static bool? One(ParseResult parsed, Option<bool> yes, Option<bool> no) => (parsed.GetValue(yes), parsed.GetValue(no)) switch
    {
        (true, true) => throw GuideException.Usage($"{yes.Name} and {no.Name} exclude each other."),
        (true, false) => true,
        (false, true) => false,
        _ => null,
    };
}
