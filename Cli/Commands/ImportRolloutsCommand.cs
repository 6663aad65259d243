using System.CommandLine;
using System.Text.Json;

using Guide.Cli.Files;
using Guide.Cli.Replay;
using Guide.Cli.Replay.Foreign;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.VerificationService;

namespace Guide.Cli.Commands;

/// <summary><c>guide import-rollouts</c>: another trainer's rollouts judged again, and how often its reward was wrong.</summary>
internal sealed class ImportRolloutsCommand
{
    private const string Name = "import-rollouts";

    private static readonly JsonSerializerOptions Indented = new(SnakeCaseJson.Options) { WriteIndented = true };

    private readonly Argument<string[]> _places = new("dumps") { Arity = ArgumentArity.OneOrMore, Description = "Dump files, or folders of them." };
    private readonly Option<string> _format = new("--format") { Description = "verl (trainer.rollout_data_dir, validation_data_dir), trl (log_completions), verifiers (vf-eval's results.jsonl, older prime-rl's train_rollouts.jsonl), or jsonl (prompt, completion, gold, reward, and step, group, domain where they are known).", Required = true };
    private readonly Option<string> _domain = new("--domain") { Description = $"Who judges: {Domains.Words}.", DefaultValueFactory = _ => "math" };
    private readonly Option<string?> _reward = new("--reward-field") { Description = "The field of the reward (verl: score; trl: the only other column of numbers; verifiers, jsonl: reward).", HelpName = "NAME" };
    private readonly Option<string?> _gold = new("--gold-field") { Description = "The field of the reference answer (verl: gts; trl: gold, answer, solution or ground_truth; verifiers: answer; jsonl: gold).", HelpName = "NAME" };
    private readonly Option<string?> _golds = new("--golds") { Description = "A prompt file (guide import) that has the reference answers: a dump's prompt has one of its prompts inside.", HelpName = "FILE" };
    private readonly Option<double> _rightFrom = NumberOption.Real("--right-from", "The reward from which the dump calls a rollout right.", absent: 0.5, least: -1e9, most: 1e9);
    private readonly Option<bool> _strict = new("--strict-format") { Description = @"Exactly one \boxed{}, else FormatError." };
    private readonly Option<string> _answerFrom = new("--answer-from") { Description = "Places that an answer is read from, with commas between them: boxed, answer-tag, marked, declared, mathematics, number, whole, all.", DefaultValueFactory = _ => "all", HelpName = "PLACES" };
    private readonly SampleOptions _sample = new();
    private readonly Option<int> _jobs = NumberOption.Whole("--jobs", "Rollouts judged at the same time.", absent: 1, least: 1, most: 1024, "-j");
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Also keep it here: diff.json (everything) and summary.txt.", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "Print everything as JSON." };
    private readonly OwnJudgeOptions _judges = new();

    /// <summary>The command.</summary>
    public static Command Create() => new ImportRolloutsCommand().Build();

    private GuideCommand Build()
    {
        _format.AcceptOnlyFromAmong([.. ForeignFormat.All.Select(static format => format.Name)]);
        var command = new GuideCommand(
            Name,
            "Judges rollouts that verl, TRL or verifiers wrote down, and compares with the rewards that they were given: which were wrong and why, which groups change class, which steps trained on them.",
            "guide import-rollouts outputs/rollouts --format verl --output runs/verl-diff",
            "guide import-rollouts completions --format trl --golds heldout.jsonl --reward-field accuracy_reward")
        {
            _places, _format, _domain, _reward, _gold, _golds, _rightFrom, _strict, _answerFrom, _jobs, _output, _json,
        };
        foreach (var option in _sample.All.Concat(_judges.All))
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetValue(_output);
        if (folder is not null)
        {
            OutputPaths.CheckFolder(folder, Name);
        }

        var options = OptionsOf(parsed);
        var files = ForeignFiles.Of(parsed.GetValue(_places)!);
        var golds = parsed.GetValue(_golds) is { } file ? await GoldBook.ReadAsync(file, cancellationToken) : null;
        await using var all = new CommandJudges(_judges.Read(parsed), TimeProvider.System);
        var verifiers = all.Verifiers;
        Judges.Require(verifiers, golds?.Domains ?? new HashSet<Domain> { options.Domain });
        var error = parsed.InvocationConfiguration.Error;
        var diff = await new ForeignReplay(verifiers, options, golds, parsed.GetValue(_jobs)).RunAsync(files, judged => error.WriteLine($"{judged} rollouts judged"), cancellationToken);
        var summary = string.Join('\n', ForeignSummary.Lines(diff));
        if (folder is not null)
        {
            WholeFile.Write(Path.Combine(folder, "diff.json"), JsonSerializer.Serialize(diff, Indented));
            WholeFile.Write(Path.Combine(folder, "summary.txt"), $"{summary}\n");
            OutputPaths.MarkFolder(folder, Name);
        }

        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(_json) ? JsonSerializer.Serialize(diff, SnakeCaseJson.Options) : summary);
        return ExitCodes.Done;
    }

    private ForeignOptions OptionsOf(ParseResult parsed)
    {
        var word = parsed.GetValue(_domain)!;
        var format = new AnswerFormat { Strict = parsed.GetValue(_strict), From = Places(parsed.GetValue(_answerFrom)!) };
        if (format is { Strict: true, From: not AnswerSources.All })
        {
            throw GuideException.Usage(@"--strict-format reads the one \boxed{} only: leave --answer-from out.");
        }

        if (parsed.GetValue(_golds) is not null && (parsed.GetValue(_gold) is not null || parsed.GetResult(_domain) is { Implicit: false }))
        {
            throw GuideException.Usage("--golds has the reference answers and their domains: leave --gold-field and --domain out.");
        }

        return new(
            ForeignFormat.Find(parsed.GetValue(_format)!),
            parsed.GetValue(_reward),
            parsed.GetValue(_gold),
            Domains.Find(word) ?? throw GuideException.Usage($"--domain '{word}' is not one of {Domains.Words}."),
            format,
            parsed.GetValue(_rightFrom),
            _sample.Read(parsed));
    }

    private static AnswerSources Places(string words)
    {
        try
        {
            return AnswerFormat.Sources(words);
        }
        catch (FormatException unknown)
        {
            throw GuideException.Usage($"--answer-from: {unknown.Message}.", unknown);
        }
    }
}
