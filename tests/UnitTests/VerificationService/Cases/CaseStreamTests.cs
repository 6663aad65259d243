using System.Text.Json;
using Guide.Answers;
using Guide.Cli.Verify;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.VerificationService.Cases;

namespace Guide.UnitTests.VerificationService;

public sealed class CaseStreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CaseStream Stream(int jobs, bool strictKeys = false) => new(new CaseJudge(AnswerVerifiers.Set(), TimeProvider.System).JudgeAsync, jobs, strictKeys);

    private async Task<string[]> Run(int jobs, params string[] lines)
    {
        var (input, output) = (Path.Combine(_folder, "cases.jsonl"), Path.Combine(_folder, "verdicts.jsonl"));
        await File.WriteAllLinesAsync(input, lines);
        await CaseFiles.JudgeAsync(Stream(jobs), input, output, CancellationToken.None);
        return await File.ReadAllLinesAsync(output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Verdicts_come_in_the_order_of_the_cases(int jobs)
    {
        var lines = Enumerable.Range(0, 500).Select(i => JsonSerializer.Serialize(new { id = i, domain = "math", gold = "5", pred = i % 3 == 0 ? "\\boxed{5}" : "\\boxed{" + new string('1', i) + "}" })).ToArray();

        var verdicts = await Run(jobs, lines);

        Assert.Equal(500, verdicts.Length);
        for (var i = 0; i < 500; i++)
        {
            using var verdict = JsonDocument.Parse(verdicts[i]);
            Assert.Equal(i, verdict.RootElement.GetProperty("id").GetInt32());
            Assert.Equal(i % 3 == 0 ? "Correct" : "Incorrect", verdict.RootElement.GetProperty("outcome").GetString());
            Assert.Equal(i % 3 == 0 ? 1 : 0, verdict.RootElement.GetProperty("reward").GetInt32());
            Assert.True(verdict.RootElement.GetProperty("elapsed_ms").GetDouble() >= 0);
        }
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_in_a_completion_is_the_completions_affair()
    {
        var verdicts = await Run(
            1,
            """{"domain":"math","gold":"5","pred":"\udc00 \\ud800 \ud83d\ude00 \\boxed{5} \ud800"}""",
            """{"domain":"math","gold":"5","pred":"\ud83d"}""");

        Assert.Contains("\"Correct\"", verdicts[0], StringComparison.Ordinal);
        Assert.Contains("\"reward\":0", verdicts[1], StringComparison.Ordinal);
        var kept = CaseLine.Parse("""{"domain":"math","gold":"5","pred":"\udc00 \\ud800 \ud83d\ude00 \ud800"}""").Case.Prediction;
        Assert.Equal("\uFFFD \\ud800 \U0001F600 \uFFFD", kept);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"domain\":\"maths\",\"gold\":\"1\",\"pred\":\"1\"}", "\"domain\" is \"maths\"")]
    [InlineData("{\"domain\":\"math\",\"pred\":\"1\"}", "\"gold\" is missing")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\"}", "\"pred\" is missing")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"pred_form\":\"box\"}", "\"pred_form\" is \"box\"")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"rel_tol\":-1}", "\"rel_tol\"")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"answer_from\":\"boxes\"}", "\"answer_from\": 'boxes' is no place of an answer")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"answer_from\":[\"boxed\"]}", "\"answer_from\" is not a string")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"answer_from\":\"boxed\",\"strict_format\":true}", "leave \"answer_from\" out")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"answer_form\":\"boxed\"}", "unknown key \"answer_form\"; the nearest valid key is \"answer_from\"")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"relTol\":0.1}", "unknown key \"relTol\"; the nearest valid key is \"rel_tol\"")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"strict_fromat\":true}", "unknown key \"strict_fromat\"; the nearest valid key is \"strict_format\"")]
    [InlineData("{\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"strict_format\":\"yes\"}", "\"strict_format\" is not true or false")]
    public async Task A_bad_line_is_named_with_file_and_number_and_an_output_that_was_there_stays(string bad, string reason)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "verdicts.jsonl"), "yesterday's");
        var failure = await Assert.ThrowsAsync<GuideException>(() => Run(2, "{\"id\":\"a\",\"domain\":\"math\",\"gold\":\"1\",\"pred\":\"1\",\"pred_form\":\"answer\"}", "", bad));

        Assert.Contains("cases.jsonl:3:", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal("yesterday's", await File.ReadAllTextAsync(Path.Combine(_folder, "verdicts.jsonl")));
        Assert.Equal(["cases.jsonl", "verdicts.jsonl"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Keys_that_are_the_writers_own_are_counted_and_under_strict_keys_refused()
    {
        var (input, output) = (Path.Combine(_folder, "cases.jsonl"), Path.Combine(_folder, "verdicts.jsonl"));
        await File.WriteAllTextAsync(input, """
            {"id":1,"domain":"math","gold":1,"pred":"1","expected":true,"source":"x"}
            {"id":2,"domain":"math","gold":"1","pred":1,"source":"x"}
            """);
        var stream = Stream(2);
        await CaseFiles.JudgeAsync(stream, input, output, CancellationToken.None);

        Assert.Equal([KeyValuePair.Create("source", 2L), KeyValuePair.Create("expected", 1L)], stream.NotRead);
        Assert.All(await File.ReadAllLinesAsync(output), line => Assert.Contains("\"Correct\"", line, StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<GuideException>(() => CaseFiles.JudgeAsync(Stream(2, strictKeys: true), input, output, CancellationToken.None));
        Assert.Contains("cases.jsonl:1: unknown key \"expected\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_is_echoed_as_it_was_written_and_a_judges_failure_has_no_reward()
    {
        var verdicts = await Run(1, "{\"id\":{\"n\":1.50},\"domain\":\"code\",\"tests\":[],\"pred\":\"x\"}");

        Assert.StartsWith("{\"id\":{\"n\":1.50},\"outcome\":\"VerifierError\",\"reward\":null", verdicts[0], StringComparison.Ordinal);
    }
}
