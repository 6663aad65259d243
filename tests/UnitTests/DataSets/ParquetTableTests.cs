using System.Text.Json;

using Guide.Cli;
using Guide.Contracts;
using Guide.DataSets;
using Guide.TestKit;

namespace Guide.UnitTests.DataSets;

/// <summary>Tables of the Rust implementation (parquet/make.mjs): pages of both versions, every kind of nesting, kinds that JSON has no word for.</summary>
public sealed class ParquetTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-tables");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("packed", "--prompt-field question --answer-field answer --domain math", 60, "2")]
    [InlineData("floats", "--prompt-field question --answer-field answer --domain math", 4, "2")]
    [InlineData("floats", "--prompt-field question --answer-field half --domain math", 4, "0.5")]
    [InlineData("floats", "--prompt-field question --answer-field single --domain math", 4, "0.1")]
    [InlineData("map", "--prompt-field question --answer-field meta.gold --domain math", 3, "2")]
    [InlineData("map", "--prompt-field question --answer-field counts.7 --domain math", 3, "8")]
    [InlineData("nested", "--prompt-field question --answer-field answer --domain math", 6, "2")]
    [InlineData("choices", "--prompt-field question --answer-field answer --choices-field choices", 3, "B")]
    [InlineData("verl", "--format verl", 4, "2")]
    [InlineData("dots", "--prompt-field q.text --answer-field a.text --domain math", 3, "2")]
    public async Task A_table_of_another_writer_becomes_prompts(string table, string options, int prompts, string gold)
    {
        var (exitCode, error) = await ImportAsync(TableOf(table), options);

        Assert.True(exitCode == 0, error);
        var lines = await File.ReadAllLinesAsync(Output);
        Assert.Equal(prompts, lines.Length);
        var first = JsonSerializer.Deserialize<PromptRecord>(lines[0], PromptRecord.Json)!;
        Assert.Equal(gold, first.Gold);
        Assert.StartsWith("What is 0 plus 2?", first.Prompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nan", "floats.parquet row 3: the field 'nan' is missing or empty.")]
    [InlineData("inf", "floats.parquet row 4: the column 'inf' cannot be read: it is infinite.")]
    [InlineData("Single", "floats.parquet row 1: the field 'Single' is missing or empty; did you mean 'single'?")]
    [InlineData("gold", "floats.parquet row 1: the field 'gold' is missing or empty; there is question, answer, nan, inf, half, single.")]
    public async Task What_a_needed_column_lacks_is_told_with_its_row(string answer, string message)
    {
        var (exitCode, error) = await ImportAsync(TableOf("floats"), $"--prompt-field question --answer-field {answer} --domain math");

        Assert.Equal(2, exitCode);
        Assert.EndsWith(message, error.Trim(), StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Nested_values_are_those_that_were_written()
    {
        var rows = await RowsAsync("nested");

        Assert.Equal(
            ["null", "[]", "[null]", """[{"key":null,"values":null}]""", """[{"key":"a","values":[]},{"key":"b","values":[1,null,3]}]""", """[{"key":"c","values":[4]}]"""],
            rows.Select(row => row.GetProperty("deep").GetRawText()));
        Assert.Equal(["""[["a",null],[],["b"]]""", "null", "[]", "[null]", "[[]]", """[["c"]]"""], rows.Select(row => row.GetProperty("lists").GetRawText()));
    }

    [Fact]
    public async Task Every_kind_of_cell_has_its_word_and_what_has_none_is_left_out_where_nobody_asked_for_it()
    {
        var rows = await RowsAsync("kinds");

        Assert.Equal(
            """{"text":"ä","word":"w","sum":1.50,"day":"1970-01-02","time":"1970-01-01T00:00:01.5000000\u002B00:00","big":18446744073709551615,"yes":true,"bytes":"hi"}""",
            rows[0].GetRawText().Replace("\\u00E4", "ä", StringComparison.Ordinal));
        Assert.All(rows[1].EnumerateObject(), cell => Assert.Equal(JsonValueKind.Null, cell.Value.ValueKind));
    }

    [Theory]
    [InlineData(200, "not a Parquet file that can be read")]
    [InlineData(0, "not a Parquet file that can be read")]
    public async Task A_torn_table_is_one_line_and_writes_nothing(int length, string message)
    {
        var bytes = await File.ReadAllBytesAsync(TableOf("packed"));
        var torn = Path.Combine(_folder.Path, "torn.parquet");
        await File.WriteAllBytesAsync(torn, bytes[..length]);

        var (exitCode, error) = await ImportAsync(torn, "--prompt-field question --answer-field answer --domain math");

        Assert.Equal(2, exitCode);
        Assert.Contains($"torn.parquet: {message}", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(File.Exists(Output));
    }

    private string Output => Path.Combine(_folder.Path, "out.jsonl");

    private static string TableOf(string name) => Path.Combine(Repository.Root, "tests/UnitTests/DataSets/parquet", $"{name}.parquet");

    private static async Task<List<JsonElement>> RowsAsync(string table)
    {
        var rows = new List<JsonElement>();
        await foreach (var item in SourceFile.ReadAsync(TableOf(table), default))
        {
            rows.Add(item.Json);
        }

        return rows;
    }

    private async Task<(int ExitCode, string Error)> ImportAsync(string source, string options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(["import", source, .. options.Split(' '), "--output", Output], output, error, default);
        return (exitCode, error.ToString());
    }
}
