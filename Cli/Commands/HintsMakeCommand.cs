using System.CommandLine;

using Guide.Cli.Files;
using Guide.Cli.Hints;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.HintConsumer.Making;
using Guide.HintConsumer.Teaching;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.Cli.Commands;

/// <summary><c>guide hints make</c>: the hints of a whole data set, in advance.</summary>
internal sealed class HintsMakeCommand
{
    private readonly Option<string> _data = new("--data") { Description = "The prompts (see guide import).", Required = true, HelpName = "FILE" };
    private readonly Option<string> _sources = new("--sources") { Description = "Where hints come from, with commas between them: data, solution, teacher.", DefaultValueFactory = _ => "data,solution", HelpName = "WORDS" };
    private readonly Option<string> _levels = new("--levels") { Description = "How much a hint may say: nudge, plan, first_step, half.", DefaultValueFactory = _ => new GuidanceRecipe().Levels, HelpName = "WORDS" };
    private readonly Option<bool> _strongest = new("--strongest") { Description = "Of each prompt's usable hints --output takes the strongest, not the weakest." };
    private readonly Option<double> _share = NumberOption.Real("--largest-share", "The largest share of a worked solution that a hint may say.", absent: new GuidanceRecipe().LargestShare, least: 0, most: 1);
    private readonly Option<string?> _model = new("--model") { Description = "Teacher: the model's name.", HelpName = "NAME" };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Teacher: base address of a server that speaks the OpenAI API, for example http://gpu1:8000/v1.", HelpName = "URL" };
    private readonly Option<string?> _keyFile = new("--key-file") { Description = "Teacher: a file whose first line is the key (default: the environment variable OPENAI_API_KEY).", HelpName = "FILE" };
    private readonly Option<int> _candidates = NumberOption.Whole("--candidates", "Teacher: hints of a level; a further one is asked for where the one before is refused.", absent: 2, least: 1, most: 16);
    private readonly Option<double> _temperature = NumberOption.Real("--temperature", "Teacher: sampling temperature.", absent: 0.7, least: 0, most: 2);
    private readonly Option<int> _maxTokens = NumberOption.Whole("--max-tokens", "Teacher: budget of one answer.", absent: 400, least: 1, most: 100_000);
    private readonly Option<int> _maxCalls = NumberOption.Whole("--max-calls", "Teacher: requests in all, those of earlier calls of this command included; 0 = no bound.", absent: 0, least: 0);
    private readonly Option<int> _maxTotal = NumberOption.Whole("--max-total-tokens", "Teacher: tokens in all; 0 = no bound.", absent: 0, least: 0);
    private readonly Option<int> _perMinute = NumberOption.Whole("--requests-per-minute", "Teacher: pace; 0 = as many as come.", absent: 0, least: 0, most: 1_000_000);
    private readonly Option<int> _atOnce = NumberOption.Whole("--jobs", "Prompts at once.", absent: 4, least: 1, most: 256);
    private readonly Option<double> _price = NumberOption.Real("--price", "Teacher: what a million tokens cost, to be shown.", absent: 0, least: 0, most: 1e6);
    private readonly Option<string> _template = new("--prompt-template") { Description = "What is asked: {prompt} once, and words around it, as data.prompt_template of the run.", DefaultValueFactory = _ => "{prompt}" };
    private readonly Option<int?> _first = NumberOption.Optional("--first", "Only the first N prompts.", least: 1);
    private readonly Option<string?> _database = new("--database") { Description = "Where a teacher's hints are kept (default: sqlite:FILE.hints.db beside the data). Runs on the same database use them.", HelpName = "URL" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The prompts again, each with its first usable hint: data of an embedded run.", HelpName = "FILE" };

    /// <summary>The command.</summary>
    public static Command Create() => new HintsMakeCommand().Build();

    private GuideCommand Build()
    {
        var command = new GuideCommand(
            "make",
            "Makes the hints of a data set in advance; a hint is asked for once, and a stopped call goes on where it stopped.",
            "guide hints make --data train.jsonl --sources solution --output hinted.jsonl",
            "guide hints make --data train.jsonl --sources teacher --model NAME --endpoint http://gpu1:8000/v1 --max-calls 10000 --output hinted.jsonl")
        {
            _data, _sources, _levels, _strongest, _share, _model, _endpoint, _keyFile, _candidates, _temperature, _maxTokens, _maxCalls, _maxTotal, _perMinute, _atOnce, _price, _template, _first,
            _database, _output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = parsed.GetValue(_data)!;
        var output = parsed.GetValue(_output);
        if (output is not null)
        {
            OutputPaths.CheckFile(output, data);
        }

        var guidance = Guidance(parsed);
        var teaching = GuidanceWords.Sources(guidance).Contains(HintSource.Teacher);
        var prompts = PromptSets.Asked(await PromptSets.FileAsync(data, parsed.GetValue(_first) ?? int.MaxValue, cancellationToken), parsed.GetValue(_template)!);
        // Without a teacher nothing is kept, and no file is made.
        await using var database = DatabaseConnection.Open(teaching ? parsed.GetValue(_database) ?? $"sqlite:{data}.hints.db" : "sqlite::memory:");
        if (teaching)
        {
            await database.MigrateAsync(cancellationToken);
        }

        await using var programs = new ProgramCheck();
        using var teacher = teaching ? Teacher(parsed) : null;
        var shelf = new HintShelf(database);
        var making = new HintMaking(shelf, teacher is null ? null : new HintMaker(shelf, teacher) { FurtherCheck = programs.ReasonAsync }, guidance);
        await using var file = output is null ? null : WholeFile.Create(output);
        try
        {
            await making.RunAsync(prompts, parsed.GetValue(_atOnce), file?.Writer, parsed.InvocationConfiguration.Error, TimeProvider.System, cancellationToken);
        }
        catch (TeacherException exception)
        {
            throw new GuideException($"{exception.Message}; what is made is kept: the same command goes on from there.", exception);
        }

        file?.Commit();
        await making.WriteAsync(prompts.Count, parsed.InvocationConfiguration.Output, cancellationToken);
        return ExitCodes.Done;
    }

    private GuidanceRecipe Guidance(ParseResult parsed)
    {
        var guidance = new GuidanceRecipe
        {
            Enabled = true,
            Sources = parsed.GetValue(_sources)!,
            Levels = parsed.GetValue(_levels)!,
            Strength = parsed.GetValue(_strongest) ? HintStrength.Strongest : HintStrength.WeakestThatWorks,
            LargestShare = parsed.GetValue(_share),
            Teacher = new TeacherRecipe
            {
                Model = parsed.GetValue(_model) ?? "",
                Candidates = parsed.GetValue(_candidates),
                Temperature = parsed.GetValue(_temperature),
                MaxTokens = parsed.GetValue(_maxTokens),
                MaxCalls = parsed.GetValue(_maxCalls),
                MaxTotalTokens = parsed.GetValue(_maxTotal),
                PricePerMillionTokens = parsed.GetValue(_price),
            },
        };
        // The rules of a recipe hold here, too.
        var problems = RecipeRules.Broken(RecipeRules.All.Where(static rule => rule.Key is "guidance.sources" or "guidance.levels"), new RunRecipe { Guidance = guidance });
        return problems.Count == 0 ? WithoutSelf(guidance) : throw GuideException.Usage($"--{problems[0].Key["guidance.".Length..]}: {problems[0].Why}.");
    }

    private static GuidanceRecipe WithoutSelf(GuidanceRecipe guidance) => GuidanceWords.Sources(guidance).Contains(HintSource.Self)
        ? throw GuideException.Usage("--sources: 'self' is made by the policy of a run, and this command has none: name it in the run's guidance.sources.")
        : guidance;

    private Teacher Teacher(ParseResult parsed)
    {
        if (string.IsNullOrEmpty(parsed.GetValue(_model)) || string.IsNullOrEmpty(parsed.GetValue(_endpoint)))
        {
            throw GuideException.Usage("--sources names teacher: say --model and --endpoint.");
        }

        var options = new TeacherOptions
        {
            Endpoint = parsed.GetValue(_endpoint)!,
            KeyFile = parsed.GetValue(_keyFile) ?? "",
            RequestsPerMinute = parsed.GetValue(_perMinute),
            Concurrency = parsed.GetValue(_atOnce),
        };
        try
        {
            return new Teacher(options, new TeacherClient(options.Address()!, TeacherClient.Key(options), TimeProvider.System), TimeProvider.System);
        }
        catch (FormatException exception)
        {
            throw GuideException.Usage(exception.Message.Replace("Teacher:Endpoint", "--endpoint", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"--key-file {options.KeyFile}: {exception.Message}", exception);
        }
    }
}
