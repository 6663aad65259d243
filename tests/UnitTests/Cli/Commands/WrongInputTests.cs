using System.CommandLine;
using System.Security.Cryptography;

using Guide.Cli;
using Guide.Cli.Running;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

/// <summary>
/// Every command with wrong input: one line on standard error, the documented exit code, no stack trace, no name of a .NET type, and not one
/// file made, changed or removed.
/// </summary>
public sealed class WrongInputTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("guide-wrong");

    /// <summary>"@" stands for the folder that <see cref="InitializeAsync"/> fills.</summary>
    public static TheoryData<string, int, string> Cases => new()
    {
        { "", 2, "Try 'guide --help'" },
        { "config", 2, "guide config needs a command: explain, keys." },
        { "frobnicate", 2, "there is no command 'frobnicate'" },
        { "reprot", 2, "did you mean 'report'?" },
        { "config explian", 2, "did you mean 'explain'?" },
        { "run --sedes 3", 2, "there is no option '--sedes'; did you mean '--seeds'?" },
        { "run --seeds abc", 2, "--seeds is a whole number from 1 to 1000; got 'abc'" },
        { "run --parallel -1", 2, "--parallel is a whole number from 1 to 1000; got '-1'" },
        { "run @/nothing.yaml", 2, "there is no such file" },
        { "run @/recipe.yaml step.stes=1", 2, "unknown key 'step.stes'" },
        { "run @/recipe.yaml @/other.yaml", 2, "one recipe at a time" },
        { "run @/recipe.yaml --broker amqp://h", 2, "needs both --broker and --database" },
        { "run @/recipe.yaml --run-folder @/notes", 2, "neither empty nor a run folder" },
        { "run @/recipe.yaml --run-folder @/cases.jsonl", 2, "is a file, not a folder" },
        { "run @/recipe.yaml --run-folder @/new data.prompts=@/nothing.jsonl", 2, "nothing.jsonl: cannot be read: there is no such file." },
        { "run @/recipe.yaml --run-folder @/new evaluation.prompts=@/nothing.jsonl", 2, "nothing.jsonl: cannot be read: there is no such file." },
        { "run @/recipe.yaml --run-folder @/new policy.checkpoint=@/nowhere", 1, "no such checkpoint folder" },
        { "run @/recipe.yaml --run-folder @/new policy.checkpoint=@/broken", 1, "broken" },
        { "run @/recipe.yaml --run-folder @/new sampling.chat_template=auto", 2, "has no chat template" },
        { "run @/recipe.yaml --run-folder @/new sampling.max_completion_tokens=48", 2, "leaves no room for a prompt: the model has 48 positions" },
        { "run @/recipe.yaml --run-folder @/new sampling.max_prompt_tokens=1", 2, "none is left" },
        { "run @/recipe.yaml --run-folder @/new policy.lora.rank=17", 2, "more than the model's width of 16" },
        { "run --run-folder @/run --seeds 4", 2, "was started with 1 seed(s)" },
        { "run @/recipe.yaml --stage-option nonsense", 2, "is not SECTION:KEY=VALUE" },
        { "run @/recipe.yaml --run-folder @/new --clean", 2, "an embedded run has no queues" },
        { "run @/recipe.yaml --run-folder @/new --from-version 1", 2, "--from-version is of a run that is there" },
        { "run --run-folder @/run --from-version 7", 2, "has no version 7" },
        { "queues", 2, "guide queues needs a command: list, show, resend, purge." },
        { "queues list --run r --broker nonsense", 2, "must look like amqp://" },
        { "queues show --run r --broker amqp://127.0.0.1:9 --limit 0", 2, "--limit is a whole number from 1 to 1000; got '0'" },
        { "queues resend --broker amqp://127.0.0.1:9", 2, "--run" },
        { "queues purge --run r --broker amqp://127.0.0.1:9 --stage nobody", 2, "nobody" },
        { "hints", 2, "guide hints needs a command: make, list, show, retire." },
        { "hints make --data @/nothing.jsonl", 2, "there is no such file" },
        { "hints list --database sqlite:@/typo.db", 2, "there is no such database" },
        { "hints show h1 --database sqlite:@/typo.db", 2, "there is no such database" },
        { "hints retire h1 --database sqlite:@/typo.db", 2, "there is no such database" },
        { "verify --urls http://127.0.0.1:0", 2, "--urls needs --serve." },
        { "verify --serve --input x", 2, "--input has no use with --serve." },
        { "verify --serve --urls ftp://x", 2, "--urls: 'ftp://x'" },
        { "config explain @/nothing.yaml", 2, "there is no such file" },
        { "config keys nothing", 2, "no key begins with 'nothing'" },
        { "merge @/nowhere --output @/merged", 2, "there is no such folder" },
        { "merge @/model --output @/notes", 2, "is not empty and was not made by guide merge" },
        { "merge @/model --output @/run/merged", 2, "is inside the run folder" },
        { "merge @/model --output @/cases.jsonl", 2, "is a file, not a folder" },
        { "merge @/model --output @/merged --base @/model", 2, "leave --base out" },
        { "merge @/run --output @/merged", 2, "it has no checkpoint yet" },
        { "merge @/run --run nobody --output @/merged", 2, "there is no run 'nobody'" },
        { "merge @/model --run r --output @/merged", 2, "is not a run folder" },
        { "merge @/notes --output @/merged", 2, "is neither a run folder nor a checkpoint" },
        { "merge @/broken --output @/merged", 1, "broken" },
        { "merge @/adapter --output @/merged", 1, "needs --base DIR" },
        { "merge @/adapter --output @/merged --base @/adapter", 1, "adapter" },
        { "merge @/model", 2, "--output" },
        { "completion", 2, "Required argument 'shell' missing" },
        { "completion tcsh", 2, "tcsh" },
        { "report @/notes", 2, "not a run folder" },
        { "report @/run --database sqlite:@/typo.db", 2, "there is no such database" },
        { "runs @/nowhere", 2, "there is no such folder" },
        { "runs --database sqlite:@/typo.db", 2, "there is no such database" },
        { "rollouts nobody --run-folder @/run", 2, "there is no run 'nobody'" },
        { "rollouts --run-folder @/run --guided --unguided", 2, "exclude each other" },
        { "rollouts --database sqlite:@/typo.db", 2, "there is no such database" },
        { "explain xyz --run-folder @/run", 2, "is not a group's id" },
        { "explain 00000000 --database sqlite:@/typo.db", 2, "there is no such database" },
        { "explain 00000000 --database sqlite:@/cases.jsonl", 1, "cases.jsonl: the database cannot be used" },
        { "explain 00000000 --database sqlite:@/notes/readme.txt", 1, "the database cannot be used" },
        { "explain 00000000 --database nonsense=1", 2, "The database must be" },
        { "export nobody --run-folder @/run", 2, "there is no run 'nobody'" },
        { "export --run-folder @/run --format parquet", 2, "needs --output FILE" },
        { "export --run-folder @/run --output @/run/guide.db", 2, "guide.db" },
        { "export --run-folder @/run --output @/run/report.html", 2, "belongs to the run folder" },
        { "export --run-folder @/run --output @/notes", 2, "is a folder" },
        { "export --database sqlite:@/typo.db", 2, "there is no such database" },
        { "replay --run-folder @/run --run nobody", 2, "there is no run 'nobody'" },
        { "replay --run-folder @/run step.steps=3", 2, "give --train DIR with it" },
        { "replay --run-folder @/run --train @/notes", 2, "is not empty and was not made by guide replay" },
        { "replay --run-folder @/run --train @/model", 2, "is not empty and was not made by guide replay" },
        { "replay --run-folder @/run --train @/run/checkpoints/again", 2, "is inside the run folder" },
        { "replay --run-folder @/run --train @/again sampling.temperature=2", 2, "cannot change in a replay" },
        { "replay --database sqlite:@/typo.db", 2, "there is no such database" },
        { "replay --run-folder @/run --sample 0", 2, "--sample 0 looks at nothing" },
        { "replay --run-folder @/run --sample 2", 2, "--sample is a number from 0 to 1; got '2'" },
        { "replay --run-folder @/run --sample 0.1 --train @/again", 2, "--sample and --group look at some groups" },
        { "import-rollouts @/nothing.jsonl --format verl", 2, "there is no such file or folder" },
        { "import-rollouts @/cases.jsonl", 2, "--format" },
        { "import-rollouts @/cases.jsonl --format csv", 2, "csv" },
        { "import-rollouts @/cases.jsonl --format verl", 2, "cases.jsonl:1: the field 'output' is missing" },
        { "import-rollouts @/notes --format verl", 2, "there is no file that ends with .jsonl" },
        { "import-rollouts @/cases.jsonl @/cases.jsonl --format jsonl", 2, "named twice" },
        { "import-rollouts @/cases.jsonl --format jsonl --domain maths", 2, "--domain 'maths' is not one of" },
        { "import-rollouts @/cases.jsonl --format jsonl --domain http", 2, "nobody judges them: verification.http.url (--http-judge)" },
        { "import-rollouts @/cases.jsonl --format jsonl --golds @/prompts.jsonl --domain math", 2, "leave --gold-field and --domain out" },
        { "import-rollouts @/cases.jsonl --format jsonl --golds @/nothing.jsonl", 2, "there is no such file" },
        { "import-rollouts @/cases.jsonl --format jsonl --output @/notes", 2, "is not empty and was not made by guide import-rollouts" },
        { "import-rollouts @/cases.jsonl --format jsonl --output @/run/diff", 2, "is inside the run folder" },
        { "import-rollouts @/cases.jsonl --format jsonl --strict-format --answer-from boxed", 2, "leave --answer-from out" },
        { "import-rollouts @/cases.jsonl --format jsonl --answer-from nowhere", 2, "'nowhere' is no place of an answer" },
        { "verify --input @/cases.jsonl --http-judge ftp://h", 2, "--http-judge: 'ftp://h' is no http address" },
        { "verify --input @/cases.jsonl --http-judge-token-file @/token", 2, "--http-judge-token-file needs --http-judge" },
        { "verify --input @/cases.jsonl --http-judge http://h --http-judge-token-file @/token", 2, "the token cannot be read" },
        { "verify --input @/cases.jsonl --judge-seconds 3", 2, "--judge-seconds needs --http-judge or --assembly-judge" },
        { "verify --input @/cases.jsonl --assembly-judge @/nothing.dll", 2, "nothing.dll: cannot be loaded as a judge" },
        { "verify --serve --assembly-judge @/cases.jsonl", 2, "cases.jsonl: cannot be loaded as a judge" },
        { "run @/recipe.yaml --run-folder @/new data.prompts=@/own.jsonl", 2, "there are prompts of the domain http, and nobody judges them: verification.http.url" },
        { "run @/recipe.yaml --run-folder @/new verification.http.url=nowhere", 2, "'nowhere' is no http address" },
        { "run @/recipe.yaml --run-folder @/new verification.http.timeout_seconds=3", 2, "it applies when verification.http.url is given" },
        { "run @/recipe.yaml --run-folder @/new verification.assembly.path=@/nothing.dll", 2, "nothing.dll: cannot be loaded as a judge" },
        { "import @/nothing.jsonl --format jsonl --output @/out.jsonl", 2, "there is no such file" },
        { "import @/cases.jsonl --format jsonl --output @/cases.jsonl", 2, "would overwrite the input" },
        { "import @/cases.jsonl --format gsm8k --output @/prompts.jsonl", 2, "cases.jsonl:1" },
        { "import @/prompts.jsonl --format jsonl --output @/run/guide.db", 2, "belongs to the run folder" },
        { "import @/prompts.jsonl --format csv --output @/out.jsonl", 2, "csv" },
        { "import @/notes --format jsonl --output @/out.jsonl", 2, "it is a folder" },
        { "verify --input @/nothing.jsonl", 2, "there is no such file" },
        { "verify --input @/bad.jsonl --output @/prompts.jsonl", 2, "bad.jsonl:2: \"pred\" is missing" },
        { "verify --input @/cases.jsonl --output @/cases.jsonl", 2, "would overwrite the input" },
        { "verify --input @/cases.jsonl --output @/run/experiment.json", 2, "belongs to the run folder" },
        { "verify --input @/cases.jsonl --jobs 0", 2, "--jobs is a whole number from 1 to 1024; got '0'" },
        { "sample --model @/model", 2, "give either --prompt or --input" },
        { "sample --model @/nowhere --prompt 1", 1, "no such checkpoint folder" },
        { "sample --model @/model --input @/nothing.jsonl", 2, "there is no such file" },
        { "sample --model @/model --prompt 1 --chat-template auto", 2, "has no chat template" },
        { "eval --model @/model --data @/nothing.jsonl", 2, "there is no such file" },
        { "eval --model @/nowhere --data @/prompts.jsonl", 1, "no such checkpoint folder" },
        { "eval --model @/model --data @/prompts.jsonl --first -3", 2, "--first is a whole number, at least 1; got '-3'" },
        { "eval --model @/model --data @/prompts.jsonl --k 0", 2, "--k is a list of whole numbers" },
        { "eval --model @/model --data @/prompts.jsonl --k 8 --samples 2", 2, "less than the largest k" },
        { "eval --model @/model --data @/prompts.jsonl --prompt-template none", 2, "--prompt-template must contain {prompt} once" },
        { "eval --model @/model --data @/prompts.jsonl --k 1 --samples 1 --guided", 2, "none of 1 prompts can be measured with hints" },
        { "eval --model @/model", 2, "give either --data FILE or --environment NAME" },
        { "eval --model @/model --data @/prompts.jsonl --environment dial", 2, "give either --data FILE or --environment NAME" },
        { "eval --model @/model --environment maze", 2, "there is: dial" },
        { "eval --model @/model --data @/prompts.jsonl --output @/prompts.jsonl", 2, "would overwrite the input" },
        { "eval --model @/model --data @/prompts.jsonl --output @/model/config.json", 2, "would overwrite the input" },
        { "eval --model @/model --data @/prompts.jsonl --output @/notes", 2, "is a folder" },
        { "eval --model @/model --data @/prompts.jsonl --output @/run/summary.json", 2, "belongs to the run folder" },
        { "doctor --database nonsense=1", 2, "The database must be" },
        { "stage nothing", 2, "there is no command 'nothing'" },
    };

    public async Task InitializeAsync()
    {
        TinyPolicy.Write(In("model"));
        Directory.CreateDirectory(In("notes"));
        Directory.CreateDirectory(In("broken"));
        await File.WriteAllTextAsync(In("notes", "readme.txt"), "mine");
        await File.WriteAllTextAsync(In("broken", "config.json"), "{ not json");
        await File.WriteAllTextAsync(In("prompts.jsonl"), """{"id": "a", "domain": "math", "prompt": "1 + 1 ?", "gold": "2"}""");
        await File.WriteAllTextAsync(In("own.jsonl"), """{"id": "a", "domain": "http", "prompt": "1 + 1 ?"}""");
        Directory.CreateDirectory(In("adapter"));
        await File.WriteAllTextAsync(In("adapter", "adapter_config.json"), """{"peft_type": "LORA", "base_model_name_or_path": "../gone", "r": 1, "lora_alpha": 1, "target_modules": ["q_proj"]}""");
        await File.WriteAllTextAsync(In("adapter", "adapter_model.safetensors"), "");
        await File.WriteAllTextAsync(In("cases.jsonl"), """{"domain": "math", "gold": "1", "pred": "1"}""");
        await File.WriteAllTextAsync(In("bad.jsonl"), """
            {"domain": "math", "gold": "1", "pred": "1"}
            {"domain": "math", "gold": "1"}
            """);
        await File.WriteAllTextAsync(In("recipe.yaml"), """
            name: wrong
            data:
              prompts: prompts.jsonl
            policy:
              checkpoint: model
            sampling:
              max_prompt_tokens: 20
              max_completion_tokens: 8
            """);
        var run = new RunFolder(In("run"));
        new FrozenExperiment
        {
            Name = "tiny",
            RunIdPrefix = "tiny",
            BaseFolder = _folder.Path,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Seeds = [0],
            Arms = [new FrozenArm { Name = "guide-grpo", Recipe = new() { Name = "tiny" } }],
        }.Write(run);
        await using var database = run.OpenDatabase();
        await StoredRun.WriteAsync(database);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Wrong_input_is_one_line_and_touches_no_file(string arguments, int expected, string message) =>
        FailsAsync([.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("@", _folder.Path, StringComparison.Ordinal))], expected, message);

    [Fact]
    public async Task No_number_of_any_command_takes_a_word()
    {
        var tried = 0;
        foreach (var (words, command) in Leaves(GuideRoot.Create(), []).Where(leaf => leaf.Words[0] is not ("sandbox" or "stage")))
        {
            foreach (var option in command.Options.Where(o => (Nullable.GetUnderlyingType(o.ValueType) ?? o.ValueType) is var type && (type == typeof(int) || type == typeof(double))))
            {
                tried++;
                await FailsAsync([.. words, option.Name, "abc"], 2, "");
            }
        }

        Assert.True(tried > 15, $"{tried} options");
    }

    [Fact]
    public void Every_command_is_walked()
    {
        var walked = Cases.Select(row => ((string)row[0]).Split(' ')).ToList();

        // The sandbox and the stages have their own tests: they begin to serve.
        foreach (var (words, _) in Leaves(GuideRoot.Create(), []).Where(leaf => leaf.Words[0] is not ("sandbox" or "stage")))
        {
            Assert.Contains(walked, args => args.Take(words.Length).SequenceEqual(words));
        }
    }

    [Fact]
    public async Task A_second_run_on_a_folder_names_the_process_that_uses_it()
    {
        using var held = RunLock.Take(new RunFolder(In("run")));

        await FailsAsync(["run", "--run-folder", In("run")], 1, $"is in use by process {Environment.ProcessId} on {Environment.MachineName}");
    }

    [Fact]
    public void A_folder_can_be_taken_again_when_its_process_has_ended()
    {
        RunLock.Take(new RunFolder(In("run"))).Dispose();

        RunLock.Take(new RunFolder(In("run"))).Dispose();
    }

    private static IEnumerable<(string[] Words, Command Command)> Leaves(Command command, string[] words) =>
        command.Subcommands.Count == 0 ? [(words, command)] : command.Subcommands.SelectMany(sub => Leaves(sub, [.. words, sub.Name]));

    private async Task FailsAsync(string[] args, int expected, string message)
    {
        var before = Files();
        var (exitCode, _, error) = await CommandLine.RunAsync(args);

        Assert.True(exitCode == expected, $"{string.Join(' ', args)}: exit code {exitCode}: {error}");
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.StartsWith("guide: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    /// <summary>Every file but SQLite's own bookkeeping beside a database, which a reader of a database in WAL mode has to open.</summary>
    private List<string> Files() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal) && !path.EndsWith(".lock-owner", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => Directory.Exists(path) ? path : $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")];

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);
}
