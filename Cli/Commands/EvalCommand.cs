using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Guide.Cli.Environments.Dial;
using Guide.Cli.Evaluation;
using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Recipes;
using Guide.Storage.Entities;
using Guide.VerificationService;

namespace Guide.Cli.Commands;

/// <summary><c>guide eval</c>: pass@k and maj@k of a checkpoint, or of a run's version, by domain, difficulty and data set.</summary>
internal sealed class EvalCommand
{
    private const int ProblemsBetweenNotes = 100;
    private static readonly JsonSerializerOptions Lines = new(SnakeCaseJson.Options) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string?> _model = new("--model") { Description = "The checkpoint's folder (Hugging Face layout), sampled in this process.", HelpName = "DIR" };
    private readonly Option<string[]> _data = new("--data") { Description = "The prompts (see guide import); several with a name each.", HelpName = "[NAME=]FILE", DefaultValueFactory = _ => [] };
    private readonly RunEvaluationOptions _run = new();
    private readonly Option<string?> _environment = new("--environment") { Description = "Instead: the held-out problems of a generated environment; there is: dial.", HelpName = "NAME" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Every completion with its verdict, a JSON object a line; the file appears when all is judged.", HelpName = "FILE" };
    private readonly Option<string> _ks = new("--k") { Description = "k of pass@k, comma-separated.", DefaultValueFactory = _ => "1,8,16" };
    private readonly Option<int?> _samples = NumberOption.Optional("--samples", "Completions of each problem (default: 4 times the largest k).", least: 1, most: 65536);
    private readonly Option<bool> _guided = new("--guided") { Description = "Also with each prompt's hint." };
    private readonly Option<int?> _first = NumberOption.Optional("--first", "Only the first N prompts.", least: 1);
    private readonly Option<int> _maxTokens = NumberOption.Whole("--max-tokens", "Completion budget in tokens; cut to what the context leaves.", absent: 1024, least: 1, most: 1_000_000);
    private readonly Option<double> _temperature = NumberOption.Real("--temperature", "Sampling temperature.", absent: 1, least: 0, most: 10);
    private readonly Option<string?> _template = new("--template") { Description = "How a hint joins its prompt: {prompt} and {hint} once each (default: a recipe's default, or the environment's).", HelpName = "TEXT" };
    private readonly ChatOptions _chat = new();
    private readonly OwnJudgeOptions _judges = new();
    private readonly Option<string> _promptTemplate = new("--prompt-template") { Description = "What is asked: {prompt} once, and words around it.", DefaultValueFactory = _ => "{prompt}" };
    private readonly Option<bool> _strict = new("--strict-format") { Description = @"Exactly one \boxed{}, else FormatError." };
    private readonly Option<string> _answerFrom = new("--answer-from") { Description = "Places that an answer is read from, with commas between them: boxed, answer-tag, marked, declared, mathematics, number, whole, all.", DefaultValueFactory = _ => "all", HelpName = "PLACES" };
    private readonly Option<int> _seed = NumberOption.Whole("--seed", "Seed of the sampling.", absent: 0, least: int.MinValue);
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The command.</summary>
    public static Command Create() => new EvalCommand().Build();

    private GuideCommand Build()
    {
        var command = new GuideCommand(
            "eval",
            "pass@k and maj@k of a checkpoint or of a run's version, with 95 % intervals over problems, by domain, difficulty and data set. With --run its stages sample and judge, beside its training where it goes on.",
            "guide eval --model runs/q/checkpoints/q-guide-grpo-s0/best --data heldout.jsonl --k 1,8 --guided --output judged.jsonl",
            "guide eval --model runs/q/checkpoints/q-guide-grpo-s0/last --environment dial",
            "guide eval --run q-guide-grpo-s0 --run-folder runs/q --policy-version 40 --guided --samples 64",
            "guide eval --run r1 --database postgres://guide@db/guide --data math=math500.jsonl --data amc=amc.jsonl")
        {
            _model, _data, _environment, _output, _ks, _samples, _guided, _first, _maxTokens, _temperature, _template, _promptTemplate, _strict, _answerFrom, _seed, _json,
        };
        foreach (var option in _chat.All.Concat(_judges.All).Concat(_run.All))
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => _run.IsAsked(parsed) ? RunAsync(parsed, cancellationToken) : ModelAsync(parsed, cancellationToken));
        return command;
    }

    /// <summary>A checkpoint, in this process.</summary>
    private async Task<int> ModelAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var model = parsed.GetValue(_model) ?? throw GuideException.Usage("give --model DIR, a checkpoint, or --run RUN, a run that is measured by its stages.");
        IdleOptions.Refuse(parsed, _run.All, "is of --run");
        var ks = ReadKs(parsed.GetValue(_ks)!);
        var n = Enough(parsed.GetValue(_samples) ?? (4 * ks[^1]), ks);
        var to = parsed.GetValue(_output);
        OutputPaths.CheckFile(to ?? OutputPaths.StandardOutput, [.. Files(parsed).Select(static set => set.File), .. FilesOf(model)]);
        var sets = await SetsAsync(parsed, cancellationToken);
        var setOf = sets.Count < 2 ? null : sets.SelectMany(static set => set.Prompts.Select(prompt => (prompt.Id, set.Name))).ToDictionary(static p => p.Id, static p => p.Name, StringComparer.Ordinal);
        var request = Request(parsed, Label([.. sets.SelectMany(static set => set.Prompts)]), n) with { SetOf = prompt => setOf?.GetValueOrDefault(prompt.Id) };
        using var file = to is null ? null : WholeFile.Create(to);
        var votes = new AnswerVotes(request.Format);
        var results = await MeasureAsync(request with { Judged = Lazily(() => votes, file) }, parsed.GetValue(_guided), parsed.InvocationConfiguration.Error, cancellationToken);
        file?.Commit();
        EvaluationText.Write([.. results.Select(result => votes.Counted(result, ks))], ks, n, parsed.GetValue(_json), parsed.InvocationConfiguration.Output);
        return ExitCodes.Done;
    }

    /// <summary>A run's version, by its stages.</summary>
    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IdleOptions.Refuse(parsed, [_model, _environment, _template, _strict, _answerFrom, _seed, .. _chat.All, .. _judges.All], "has no effect with --run: the run's recipe says it");
        var ks = ReadKs(parsed.GetValue(_ks)!);
        var to = parsed.GetValue(_output);
        OutputPaths.CheckFile(to ?? OutputPaths.StandardOutput, [.. Files(parsed).Select(static set => set.File)]);
        var template = Once(parsed.GetValue(_promptTemplate)!, "--prompt-template", "{prompt}");

        // Ids are unique in a run, and the run may train on prompts of the same ids.
        var sets = (parsed.GetValue(_data)!.Length == 0 ? [] : await SetsAsync(parsed, cancellationToken))
            .Select(set => (set.Name, (IReadOnlyList<PromptRecord>)[.. PromptSets.Asked(set.Prompts, template).Select(prompt => prompt with { Id = $"{set.Name}/{prompt.Id}" })])).ToList();
        if (sets.Count == 0 && parsed.GetValue(_first) is not null)
        {
            throw GuideException.Usage("--first is of --data: a run's held-out prompts are measured whole.");
        }

        using var file = to is null ? null : WholeFile.Create(to);
        AnswerVotes? votes = null;
        var n = 0;
        var results = await _run.MeasureAsync(
            parsed,
            run =>
            {
                var recipe = RecipeJson.Thaw(run.Recipe);
                votes = new AnswerVotes(recipe.Verification.ToFormat());
                n = Enough(parsed.GetValue(_samples) ?? recipe.Evaluation.SamplesPerProblem, ks);
                return new RunEvaluationRequest { Run = run, Sets = sets, Guided = parsed.GetValue(_guided), Samples = n, Settings = Settings(parsed) };
            },
            Lazily(() => votes!, file),
            cancellationToken);
        file?.Commit();
        EvaluationText.Write([.. results.Select(result => votes!.Counted(result, ks))], ks, n, parsed.GetValue(_json), parsed.InvocationConfiguration.Output);
        return ExitCodes.Done;
    }

    private GroupSettings Settings(ParseResult parsed) => new()
    {
        Temperature = parsed.GetResult(_temperature) is { Implicit: false } ? parsed.GetValue(_temperature) : null,
        MaxTokens = parsed.GetResult(_maxTokens) is { Implicit: false } ? parsed.GetValue(_maxTokens) : null,
    };

    private static Action<JudgedCompletion> Lazily(Func<AnswerVotes> votes, WholeFile? file) => judged =>
    {
        votes().Add(judged.Domain, judged);
        file?.Writer.WriteLine(JsonSerializer.Serialize(judged, Lines));
    };

    private static int Enough(int n, int[] ks) =>
        n >= ks[^1] ? n : throw GuideException.Usage($"--samples {n} is less than the largest k ({ks[^1]}): the estimate does not exist.");

    /// <summary>The files of --data with their names.</summary>
    private List<(string Name, string File)> Files(ParseResult parsed) => [.. parsed.GetValue(_data)!.Select(static text =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && !File.Exists(text) ? (text[..equals], text[(equals + 1)..]) : (Path.GetFileNameWithoutExtension(text), text))];

    private async Task<IReadOnlyList<(string Name, IReadOnlyList<PromptRecord> Prompts)>> SetsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var first = parsed.GetValue(_first) ?? int.MaxValue;
        var files = Files(parsed);
        switch (files.Count, parsed.GetValue(_environment))
        {
            case (> 0, null):
                if (files.GroupBy(static set => set.Name, StringComparer.Ordinal).FirstOrDefault(static name => name.Count() > 1 || name.Key is PromptRow.TrainSet or PromptRow.HeldOutSet) is { } taken)
                {
                    throw GuideException.Usage($"--data: the name '{taken.Key}' is taken; give each file another (NAME=FILE).");
                }

                var sets = new List<(string, IReadOnlyList<PromptRecord>)>();
                foreach (var (name, file) in files)
                {
                    var prompts = await PromptSets.FileAsync(file, first, cancellationToken);
                    sets.Add((name, files.Count == 1 || _run.IsAsked(parsed) ? prompts : [.. prompts.Select(prompt => prompt with { Id = $"{name}/{prompt.Id}" })]));
                }

                return sets;
            case (0, "dial"):
                return [("dial", [.. DialGenerator.TestPrompts(new DialRecipe()).Take(first)])];
            case (0, { } unknown):
                throw GuideException.Usage($"--environment {unknown}: there is: dial.");
            default:
                throw GuideException.Usage("give either --data FILE or --environment NAME.");
        }
    }

    private EvaluationRequest Request(ParseResult parsed, IReadOnlyList<PromptRecord> prompts, int n)
    {
        var request = new EvaluationRequest
        {
            Folder = parsed.GetValue(_model)!,
            Name = parsed.GetValue(_model)!,
            Prompts = PromptSets.Asked(prompts, Once(parsed.GetValue(_promptTemplate)!, "--prompt-template", "{prompt}")),
            Guided = false,
            SamplesPerProblem = n,
            Seed = parsed.GetValue(_seed),
            Sampling = _chat.Read(parsed) with
            {
                Temperature = parsed.GetValue(_temperature),
                MaxCompletionTokens = parsed.GetValue(_maxTokens),
                MaxPromptTokens = int.MaxValue / 2,
            },
            Judges = _judges.Read(parsed),
            Template = Once(parsed.GetValue(_template) ?? (parsed.GetValue(_environment) is null ? new GuidanceRecipe().Template : DialGenerator.GuidanceTemplate), "--template", "{prompt}", "{hint}"),
            Format = new AnswerFormat { Strict = parsed.GetValue(_strict), From = Places(parsed.GetValue(_answerFrom)!) },
        };
        if (request.Format is { Strict: true, From: not AnswerSources.All })
        {
            throw GuideException.Usage(@"--strict-format reads the one \boxed{} only: leave --answer-from out.");
        }

        return request;
    }

    private static async Task<IReadOnlyList<EvaluationResult>> MeasureAsync(EvaluationRequest request, bool alsoGuided, TextWriter notes, CancellationToken cancellationToken)
    {
        await using var judges = new Judges();
        var evaluator = new HeldOutEvaluator(judges);
        var results = new List<EvaluationResult>();
        foreach (var guided in alsoGuided ? (bool[])[false, true] : [false])
        {
            var shown = 0;
            var result = await evaluator.EvaluateAsync(
                request with { Guided = guided },
                done =>
                {
                    if (done >= shown + ProblemsBetweenNotes)
                    {
                        shown = done;
                        notes.WriteLine($"{done} of {request.Prompts.Count} problems{(guided ? ", with hints" : "")}");
                    }
                },
                cancellationToken);
            results.Add(result.Unusable < request.Prompts.Count
                ? result
                : throw GuideException.Usage($"none of {request.Prompts.Count} prompts can be measured{(guided ? " with hints: none has one that fits the model's context" : ": none fits the model's context")}."));
        }

        return results;
    }

    private static string[] FilesOf(string model) => Directory.Exists(model) ? Directory.GetFiles(model) : [];

    private static string Once(string text, string option, params string[] parts) =>
        parts.All(part => text.Split(part).Length == 2) ? text : throw GuideException.Usage($"{option} must contain {string.Join(" and ", parts)} once{(parts.Length > 1 ? " each" : "")}.");

    private static AnswerSources Places(string text)
    {
        try
        {
            return AnswerFormat.Sources(text);
        }
        catch (FormatException unknown)
        {
            throw GuideException.Usage($"--answer-from: {unknown.Message}.");
        }
    }

    private static int[] ReadKs(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var ks = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k is > 0 and <= 4096 ? k : 0).Distinct().Order().ToArray();
        return ks.Length > 0 && ks[0] > 0 ? ks : throw GuideException.Usage($"--k is a list of whole numbers such as 1,8,16; got '{text}'.");
    }

    /// <summary>Results are grouped by difficulty, and by domain where there are several.</summary>
    private static List<PromptRecord> Label(IReadOnlyList<PromptRecord> prompts)
    {
        var several = prompts.Select(p => p.Domain).Distinct().Count() > 1;
        return [.. prompts.Select(p => several
            ? p with { Difficulty = p.Difficulty is null ? p.Domain.ToString().ToLowerInvariant() : $"{p.Domain.ToString().ToLowerInvariant()} {p.Difficulty}" }
            : p)];
    }
}
