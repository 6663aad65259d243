using System.Text.Json;

using Guide.Cli;
using Guide.Cli.Import;
using Guide.Contracts;
using Guide.DataSets;

namespace Guide.UnitTests.DataSets;

/// <summary>guide import from the file of a data set to prompts: what is read, refused by line, left out and counted.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-import-").FullName;

    private string Output => Path.Combine(_folder, "out.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Gsm8k_becomes_prompts_with_the_gold_and_a_hint_without_calculator_annotations()
    {
        var (exitCode, _, _) = await Import("gsm8k", """
            {"question": "How many clips?", "answer": "She sold 48/2 = <<48/2=24>>24 clips in May.\nIn all 48+24 = <<48+24=72>>72.\n#### 72"}
            """);

        Assert.Equal(0, exitCode);
        var prompt = Assert.Single(Prompts());
        Assert.Equal(("in-1", Domain.Math, "How many clips?", "72"), (prompt.Id, prompt.Domain, prompt.Prompt, prompt.Gold));
        Assert.Equal("She sold 48/2 = 24 clips in May.", prompt.Hint);
    }

    [Theory]
    [InlineData("She has 17 apples.", "7", "She has 17 apples.")]
    [InlineData("She has 7 apples.", "7", null)]
    [InlineData("She has seven apples.", "7", null)]
    [InlineData("They paid $1,080.00 each.", "1080", null)]
    [InlineData("Half of it is .5 of a cake.", "0.5", null)]
    [InlineData("It takes 10-3 steps.", "-3", "It takes 10-3 steps.")]
    [InlineData("It takes 10-3 steps.", "3", null)]
    public async Task A_first_step_is_a_hint_unless_the_leak_gate_refuses_it(string step, string gold, string? hint)
    {
        var (exitCode, output, _) = await Import("gsm8k", JsonSerializer.Serialize(new { question = "Q", answer = $"{step}\nThen we go on.\nAnd on.\n#### {gold}" }));

        Assert.Equal(0, exitCode);
        var prompt = Assert.Single(Prompts());
        Assert.Equal((hint, gold), (prompt.Hint, prompt.Gold));
        Assert.StartsWith(step, prompt.Solution, StringComparison.Ordinal);
        Assert.Equal(hint is null, output.Contains("1 hints say the answer and are left away", StringComparison.Ordinal));
        Assert.Equal(hint is null, File.Exists(DataSetImporter.QuarantineOf(Output)));
    }

    [Theory]
    [InlineData("gsm8k", """{"question": "Q", "answer": "no mark"}""", "in.jsonl:2: the answer has no number behind '####'.")]
    [InlineData("gsm8k", """{"question": "Q"}""", "in.jsonl:2: the field 'answer' is missing or empty; there is question.")]
    [InlineData("gsm8k", """{"answer": "#### 4"}""", "in.jsonl:2: the field 'question' is missing or empty; there is answer.")]
    [InlineData("gsm8k", """[1""", "in.jsonl:2: not JSON")]
    [InlineData("gsm8k", """17""", "in.jsonl:2: the item is not an object but a number.")]
    [InlineData("math", """{"problem": "Q", "answer": " "}""", "in.jsonl:2: there is no answer")]
    [InlineData("math", """{"problem": 7, "answer": {"a": 1}}""", "in.jsonl:2: the field 'answer' is not a text but an object.")]
    [InlineData("humaneval", """{"prompt": "def f():", "entry_point": "f"}""", "in.jsonl:2: the field 'test' is missing or empty; there is prompt, entry_point.")]
    [InlineData("mbpp", """{"prompt": "Write f."}""", "in.jsonl:2: the field 'test_list' is missing or empty.")]
    [InlineData("verl", """{"prompt": "Q"}""", "in.jsonl:2: the field 'reward_model' is missing.")]
    [InlineData("verl", """{"prompt": [], "ability": "math", "reward_model": {"ground_truth": "1"}}""", "in.jsonl:2: the prompt has no message of the user.")]
    [InlineData("jsonl", """{"id": "a", "domain": "math", "prompt": "Q"}""", "in.jsonl:2: the prompt has no answer.")]
    [InlineData("jsonl", """{"id": "a", "domain": "maths", "prompt": "Q", "gold": "1"}""", "in.jsonl:2: the field 'domain' is 'maths'; it is one of math, science, mcq, code, exact, http, assembly.")]
    [InlineData("jsonl", """{"id": "a", "domain": "math", "prompt": "Q", "gold": "1", "rel_tol": 2}""", "in.jsonl:2: the field 'rel_tol' is not a number from 0 to 1.")]
    [InlineData("jsonl", """{"id": "a", "domain": "math", "prompt": "\ud800", "gold": "1"}""", "in.jsonl:2: the field 'prompt' is no text that can be encoded")]
    [InlineData("jsonl", """{"id": "a", "domain": "code", "prompt": "Q"}""", "in.jsonl:2: a prompt for code needs tests.")]
    [InlineData("jsonl", """{"Question": "Q", "Answer": "1"}""", "in.jsonl:2: unknown key 'Question', and no prompt: guide import makes prompt files of data sets of other shapes.")]
    [InlineData("jsonl", """{"id": "a", "domain": "math", "promt": "Q", "gold": "1"}""", "in.jsonl:2: unknown key 'promt'; the nearest valid key is 'prompt'.")]
    [InlineData("gsm8k", """{"question": }""", "in.jsonl:2: not JSON: '}' is an invalid start of a value.")]
    [InlineData("jsonl", """{"id": "a", "domain": "math", "prompt": "Q", "gold": "1", "colour": "red"}""", "in.jsonl:2: unknown key 'colour'; the nearest valid key is '")]
    public async Task Bad_input_is_exit_code_2_with_file_and_line_and_writes_nothing(string format, string badLine, string message)
    {
        var good = format switch
        {
            "gsm8k" => """{"question": "Good", "answer": "#### 1"}""",
            "math" => """{"problem": "Good", "answer": "1"}""",
            "humaneval" => """{"task_id": "H/0", "prompt": "def f():", "entry_point": "f", "test": "def check(c): pass"}""",
            "mbpp" => """{"task_id": 1, "prompt": "Write f.", "test_list": ["assert f() == 1"]}""",
            "verl" => """{"prompt": [{"role": "user", "content": "Good"}], "ability": "math", "reward_model": {"ground_truth": "1"}}""",
            _ => """{"id": "good", "domain": "math", "prompt": "Good", "gold": "1"}""",
        };

        var (exitCode, _, error) = await Import(format, $"{good}\n{badLine}\n");

        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(["in.jsonl"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Items_that_are_not_whole_can_be_listed_and_left_out()
    {
        var (exitCode, _, _) = await Import("math", "{\"problem\": \"Q\", \"answer\": \"\"}\n{\"problem\": \"R\", \"answer\": \"5\"}\n", "--skip-invalid");

        Assert.Equal(0, exitCode);
        Assert.Equal("R", Assert.Single(Prompts()).Prompt);
        Assert.Contains("there is no answer", await File.ReadAllTextAsync(DataSetImporter.QuarantineOf(Output)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_and_answers_that_cannot_be_parsed_are_listed_with_the_reason()
    {
        var source = Write("{\"problem\": \"Q\", \"answer\": \"1\"}\n{\"problem\": \"Q\", \"answer\": \"1\"}\n{\"problem\": \"R\", \"answer\": \"bad\"}\n");
        var importer = new DataSetImporter((prompt, _) => Task.FromResult(prompt.Gold == "bad" ? "nobody understands it" : null));

        var result = await importer.ImportAsync(source, DataSetFormats.Find("math")!, Output, new Progress<int>(), CancellationToken.None);

        Assert.Equal((1, 0, 1, 1, 0), (result.Prompts, result.Hinted, result.Quarantined, result.Duplicates, result.LeftOut));
        Assert.Empty(result.Dropped);
        Assert.Single(Prompts());
        var left = await File.ReadAllLinesAsync(DataSetImporter.QuarantineOf(Output));
        Assert.Contains($"the same prompt as {source}:1", left[0], StringComparison.Ordinal);
        Assert.Contains("nobody understands it", left[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_and_a_gzip_file_read_like_lines()
    {
        var gz = Path.Combine(_folder, "a.json.gz");
        await using (var file = new System.IO.Compression.GZipStream(File.Create(gz), System.IO.Compression.CompressionLevel.Fastest))
        {
            file.Write("""  [{"problem": "Q", "answer": "1"}, {"problem": "R", "solution": "We add. So \\boxed{\\frac{1}{2}}."}]"""u8);
        }

        var items = new List<PromptRecord>();
        await foreach (var (prompt, _) in PromptReader.ReadAsync(SourceFile.ReadAsync(gz, default), DataSetFormats.Find("math")!, "a", null, null, default))
        {
            items.Add(prompt);
        }

        Assert.Equal([("a-1", "1"), ("a-2", @"\frac{1}{2}")], items.Select(p => (p.Id, p.Gold!)));
        Assert.Equal("We add.", items[1].Hint);
    }

    [Fact]
    public async Task Numbers_may_stand_for_texts_in_the_own_schema()
    {
        var (exitCode, _, error) = await Import("jsonl", """{"id": 7, "domain": "math", "prompt": "Q", "gold": 1.50, "difficulty": 2, "rel_tol": 0.01}""");

        Assert.True(exitCode == 0, error);
        var prompt = Assert.Single(Prompts());
        Assert.Equal(("7", "1.50", "2", 0.01), (prompt.Id, prompt.Gold!, prompt.Difficulty!, prompt.RelTol!.Value));
    }

    [Fact]
    public async Task An_import_without_a_usable_prompt_leaves_the_output_that_was_there_and_names_the_first_reason()
    {
        await File.WriteAllTextAsync(Output, "yesterday's");

        var (exitCode, _, error) = await Import("math", "{\"problem\": \"Q\", \"answer\": \"\"}\n", "--skip-invalid");

        Assert.Equal(2, exitCode);
        Assert.Contains("no usable prompt in it; 1 left out, the first: ", error, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:1: there is no answer", error, StringComparison.Ordinal);
        Assert.Equal("yesterday's", await File.ReadAllTextAsync(Output));
        Assert.Equal(["in.jsonl", Path.GetFileName(Output)], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_hyphen_writes_prompts_to_standard_output_and_what_is_left_out_to_standard_error()
    {
        var (exitCode, output, error) = await Run("import", Write("{\"problem\": \"Q\", \"answer\": \"\"}\n{\"problem\": \"R\", \"answer\": \"5\"}\n"), "--format", "math", "--output", "-", "--skip-invalid");

        Assert.Equal(0, exitCode);
        Assert.Equal("R", JsonSerializer.Deserialize<PromptRecord>(output, PromptRecord.Json)!.Prompt);
        Assert.Contains("there is no answer", error, StringComparison.Ordinal);
        Assert.Contains("1 prompts", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_file_reads_back_through_the_own_format()
    {
        await Import("mbpp", """{"task_id": 7, "prompt": "Write f.", "test_list": ["assert f() == 1"], "test_imports": ["import math"]}""");

        var read = new List<PromptRecord>();
        await foreach (var (prompt, _) in PromptReader.ReadFileAsync(Output, default))
        {
            read.Add(prompt);
        }

        Assert.Equal(("mbpp-7", Domain.Code), (Assert.Single(read).Id, read[0].Domain));
        Assert.Equal("assert f() == 1", read[0].Tests!.Value.GetProperty("asserts")[0].GetString());
    }

    [Theory]
    [InlineData("missing.jsonl", "there is no such file")]
    [InlineData("empty.jsonl", "no usable prompt")]
    [InlineData("twice.jsonl", "the id 'a' was already used at 1")]
    public async Task A_data_set_that_cannot_be_used_says_why(string name, string message)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "empty.jsonl"), "\n\n");
        const string a = """{"id": "a", "domain": "math", "prompt": "Q", "gold": "1"}""";
        await File.WriteAllTextAsync(Path.Combine(_folder, "twice.jsonl"), $"{a}\n{a}\n");

        var (exitCode, _, error) = await Run("import", Path.Combine(_folder, name), "--format", "jsonl", "--output", Output);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [SharedDataFact("prompts/gsm8k_train.jsonl")]
    public async Task The_real_gsm8k_file_imports_whole()
    {
        var file = SharedData.Find("prompts/gsm8k_train.jsonl");
        var (exitCode, output, _) = await Run("import", file, "--format", "gsm8k", "--output", Output, "--json");

        Assert.Equal(0, exitCode);
        Assert.Equal(7473, JsonDocument.Parse(output).RootElement.GetProperty("prompts").GetInt32());
        Assert.All(Prompts(), p => Assert.NotNull(p.Solution));
        Assert.InRange(Prompts().Count(p => p.Hint is not null), 6000, 7472);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(args, output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }

    private Task<(int ExitCode, string Output, string Error)> Import(string format, string text, params string[] more) =>
        Run(["import", Write(text), "--format", format, "--output", Output, .. more]);

    private string Write(string text)
    {
        var file = Path.Combine(_folder, "in.jsonl");
        File.WriteAllText(file, text);
        return file;
    }

    private List<PromptRecord> Prompts() =>
        [.. File.ReadLines(Output).Select(line => JsonSerializer.Deserialize<PromptRecord>(line, PromptRecord.Json)!)];
}
