using System.Text.Json;

using Guide.Cli;
using Guide.Contracts;
using Guide.DataSets;

namespace Guide.UnitTests.DataSets;

/// <summary>Data sets of any shape by a mapping of their fields; presets on lines in the shape of the public ones, in our own words.</summary>
public sealed class MappedFormatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-mapped-").FullName;

    private string Output => Path.Combine(_folder, "out.jsonl");

    [Theory]
    [InlineData("svamp", """{"ID":"c-1","Body":"There are 6 eggs.","Question":"How many halves?","Answer":12.0,"Type":"Multiplication"}""", "There are 6 eggs.\nHow many halves?", "12", Domain.Math)]
    [InlineData("aqua", """{"question":"1 + 1?","options":["A)1","B)2","C)3"],"correct":"B"}""", "1 + 1?\nA. 1\nB. 2\nC. 3", "B", Domain.Mcq)]
    [InlineData("mmlu", """{"question":"1 + 1?","choices":["1","2"],"answer":1,"type":"math"}""", "1 + 1?\nA. 1\nB. 2", "B", Domain.Mcq)]
    [InlineData("scibench", """{"problem_text":"How long?","answer_number":"+6.5","unit":"$\\mathrm{m}$ ","source":"x"}""", "How long?\nGive the answer in $\\mathrm{m}$.", "+6.5 $\\mathrm{m}$", Domain.Science)]
    [InlineData("olympiadbench", """{"id":3,"context":null,"question":"Find x.","final_answer":["$4$"],"unit":null,"subfield":"Algebra"}""", "Find x.", "$4$", Domain.Math)]
    [InlineData("theoremqa", """{"id":"t","Question":"Find x.","Answer":[1,2],"Answer_type":"list of integer","Picture":null}""", "Find x.", "[1, 2]", Domain.Math)]
    [InlineData("theoremqa", """{"id":"t","Question":"Is it?","Answer":true,"Answer_type":"bool","Picture":null}""", "Is it?", "True", Domain.Math)]
    [InlineData("math500", """{"problem":"Find x.","answer":"4","unique_id":"a/1","level":2,"subject":"Algebra"}""", "Find x.", "4", Domain.Math)]
    [InlineData("aime", """{"ID":"2024-I-1","Problem":"Find x.","Answer":204}""", "Find x.", "204", Domain.Math)]
    public void A_preset_reads_its_shape(string preset, string line, string prompt, string gold, Domain domain)
    {
        var record = DataSetFormats.Find(preset)!.Convert(JsonSerializer.Deserialize<JsonElement>(line), "f-1");

        Assert.Equal((prompt, gold, domain), (record.Prompt, record.Gold!, record.Domain));
    }

    [Theory]
    [InlineData("\"C\"", "C")]
    [InlineData("\"(b)\"", "B")]
    [InlineData("\"two\"", "B")]
    [InlineData("2", "C")]
    public void A_choice_is_named_by_letter_number_or_words(string answer, string letter) => Assert.Equal(letter, Choose(answer, """["one","two","three"]""").Gold);

    [Theory]
    [InlineData("\"E\"", """["one","two"]""")]
    [InlineData("2", """["one","two"]""")]
    [InlineData("-1", """["one","two"]""")]
    [InlineData("\"b\"", """["b","c"]""")] // The letter of one choice and the words of another.
    [InlineData("\"A\"", """["one"]""")]
    [InlineData("\"A\"", "\"one, two\"")]
    public void A_choice_that_is_not_clear_is_not_guessed(string answer, string choices) => Assert.Throws<FormatException>(() => Choose(answer, choices));

    [Fact]
    public async Task Any_file_is_imported_by_a_mapping_on_the_command_line()
    {
        var (exitCode, text) = await ImportAsync("""{"q":{"text":"2 + 3?"},"a":"5","why":"Count."}""", "--prompt-field", "q.text", "--answer-field", "a", "--hint-field", "why", "--domain", "math");

        Assert.True(exitCode == 0, text);
        Assert.Equal("""{"id":"in-1","domain":"math","prompt":"2 + 3?","gold":"5","hint":"Count.","source":"mapped"}""", Assert.Single(await File.ReadAllLinesAsync(Output)));
    }

    [Theory]
    [InlineData("", "--prompt-field and --answer-field")]
    [InlineData("--prompt-field q --answer-field a", "--domain is missing")]
    [InlineData("--prompt-field q --answer-field a --domain maths", "'maths' is not one of")]
    [InlineData("--format gsm8k --answer-field a", "--format gsm8k knows its fields")]
    [InlineData("--format gsm8k --domain math", "whose judge is known")]
    [InlineData("--prompt-field q --answer-field b --domain math", "the field 'b' is missing")]
    public async Task Options_that_do_not_go_together_are_one_line(string options, string words)
    {
        var (exitCode, text) = await ImportAsync("""{"q":"2 + 3?","a":"5"}""", options.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, exitCode);
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Theory]
    [InlineData("--prompt-field body", "in.jsonl:1: the field 'body' is missing or empty; did you mean 'Body'?")]
    [InlineData("--prompt-field task", "in.jsonl:1: the field 'task' is missing or empty; there is Body, q, a, meta.")]
    [InlineData("--prompt-field Bdy --prompt-field q", "in.jsonl: no item has the field 'Bdy'; did you mean 'Body'?")]
    [InlineData("--prompt-field q --hint-field clue", "in.jsonl: no item has the field 'clue'; there is Body, q, a, meta.")]
    [InlineData("--prompt-field q --difficulty-field meta.level", "in.jsonl: no item has the field 'meta.level'")]
    public async Task A_field_that_no_item_has_is_never_silently_nothing(string options, string words)
    {
        var (exitCode, text) = await ImportAsync("""{"Body":"Eggs.","q":"2 + 3?","a":"5","meta":{"tier":"easy"}}""", [.. options.Split(' '), "--answer-field", "a", "--domain", "math"]);

        Assert.Equal(2, exitCode);
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task A_field_that_some_items_lack_or_have_empty_is_used_where_it_is()
    {
        var (exitCode, text) = await ImportAsync("""
            {"q":"1 + 1?","a":"2","why":null,"meta":{"tier":"easy"}}
            {"q":"1 + 2?","a":"3"}
            """, "--prompt-field", "q", "--answer-field", "a", "--hint-field", "why", "--difficulty-field", "meta.tier", "--domain", "math");

        Assert.True(exitCode == 0, text);
        Assert.Equal(["easy", null], (await File.ReadAllLinesAsync(Output)).Select(line => JsonSerializer.Deserialize<PromptRecord>(line, PromptRecord.Json)!.Difficulty));
    }

    [Theory]
    [InlineData("math", @"Add them.\n#### 5", false)]
    [InlineData("science", @"Add them.\nIt is 5 m.", false)]
    [InlineData("math", @"\\begin{pmatrix} 1 \\\\\n 2 \\end{pmatrix}", true)]
    [InlineData("exact", @"two\nlines", true)]
    public async Task A_worked_solution_is_no_answer(string domain, string answer, bool isTaken)
    {
        var (exitCode, text) = await ImportAsync($$"""{"q":"2 + 3?","a":"{{answer}}"}""", "--prompt-field", "q", "--answer-field", "a", "--domain", domain);

        Assert.Equal(isTaken ? 0 : 2, exitCode);
        Assert.Equal(!isTaken, text.Contains("in.jsonl:1: the field 'a' has several lines: is it a worked solution?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("in.csv", "q,a\n1,2\n", "in.csv:1: not JSON: CSV is not read")]
    [InlineData("in.json", "{\n \"q\": \"1 + 1?\",\n \"a\": 2\n}\n", "in.json:1: an object that goes on over several lines")]
    [InlineData("in.json", "{\"q\": \"1 + 1?\", \"a\": 2,}\n", "in.json:1: not JSON")]
    public async Task A_file_that_is_no_JSON_lines_says_what_it_is(string name, string content, string words)
    {
        var source = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(source, content);
        using var error = new StringWriter();

        Assert.Equal(2, await GuideRoot.RunAsync(["import", source, "--prompt-field", "q", "--answer-field", "a", "--domain", "math", "--output", Output], new StringWriter(), error, default));
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Path: $", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_to_a_device_lists_what_is_left_out_on_standard_error()
    {
        var source = Path.Combine(_folder, "in.jsonl");
        await File.WriteAllTextAsync(source, """
            {"q":"1 + 1?","a":"2"}
            {"q":"1 + 1?","a":"3"}
            """);
        var (output, error) = (new StringWriter(), new StringWriter());

        Assert.Equal(0, await GuideRoot.RunAsync(["import", source, "--prompt-field", "q", "--answer-field", "a", "--domain", "math", "--output", "/dev/null"], output, error, default));
        Assert.Contains("the same prompt as", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("listed in standard error", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_that_need_a_picture_are_left_out_and_counted()
    {
        var (exitCode, text) = await ImportAsync(
            """
            {"id":"1","Question":"1 + 1?","Answer":2,"Picture":null}
            {"id":"2","Question":"What is shown?","Answer":2,"Picture":"a.png"}
            """, "--format", "theoremqa");

        Assert.True(exitCode == 0, text);
        Assert.Contains("1 that cannot be asked in words", text, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(Output));
    }

    [Theory]
    [InlineData("chef", "the ability 'chef' is not known")]
    [InlineData(null, "there is no 'ability'")]
    public void An_unknown_ability_of_verl_is_never_mathematics(string? ability, string words)
    {
        var item = Verl(ability, "user");

        Assert.Contains(words, Assert.Throws<FormatException>(() => DataSetFormats.Find("verl")!.Convert(item, "v")).Message, StringComparison.Ordinal);
        Assert.Equal(Domain.Science, DataSetFormats.Find("verl", Domain.Science).Convert(item, "v").Domain);
    }

    [Fact]
    public void System_turns_of_verl_are_counted_and_turns_of_the_assistant_refused()
    {
        Assert.Equal("system turn", DataSetFormats.Find("verl")!.Convert(Verl("math", "system", "user"), "v").Dropped);
        Assert.Null(DataSetFormats.Find("verl")!.Convert(Verl("MATH", "user"), "v").Dropped);
        Assert.Contains("'assistant'", Assert.Throws<FormatException>(() => DataSetFormats.Find("verl")!.Convert(Verl("math", "user", "assistant", "user"), "v")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', (byte)'q', (byte)'"', (byte)':', (byte)'"', 0xe9, (byte)'"', (byte)'}' }, "in.jsonl:1: the line is not UTF-8")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0 }, "compressed with zstd")]
    public async Task Bytes_that_are_no_text_are_named(byte[] bytes, string words)
    {
        var source = Path.Combine(_folder, "in.jsonl");
        await File.WriteAllBytesAsync(source, bytes);
        using var error = new StringWriter();

        Assert.Equal(2, await GuideRoot.RunAsync(["import", source, "--format", "gsm8k", "--output", Output], new StringWriter(), error, default));
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_named_with_its_line()
    {
        var (exitCode, text) = await ImportAsync("{\"q\":\"\\ud800\",\"a\":\"5\"}", "--prompt-field", "q", "--answer-field", "a", "--domain", "math");

        Assert.Equal(2, exitCode);
        Assert.Contains("in.jsonl:1: the field 'q' is no text that can be encoded", text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PromptRecord Choose(string answer, string choices) => new MappedFormat(new FieldMapping { Prompt = ["q"], Answer = "a", Choices = "c" })
        .Convert(JsonSerializer.Deserialize<JsonElement>($$"""{"q":"Which?","a":{{answer}},"c":{{choices}}}"""), "x");

    private static JsonElement Verl(string? ability, params string[] roles) => JsonSerializer.SerializeToElement(new
    {
        data_source = "some/where",
        ability,
        prompt = roles.Select(role => new { role, content = "1 + 1?" }),
        reward_model = new { ground_truth = "2" },
    });

    private async Task<(int ExitCode, string Text)> ImportAsync(string content, params string[] options)
    {
        var source = Path.Combine(_folder, "in.jsonl");
        await File.WriteAllTextAsync(source, content);
        using var output = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(["import", source, .. options, "--output", Output], output, output, default);
        return (exitCode, output.ToString());
    }
}
