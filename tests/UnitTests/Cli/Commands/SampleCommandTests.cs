using System.Text.Json;

using Guide.Cli;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;
using Guide.UnitTests.PolicyModel;

namespace Guide.UnitTests.Cli;

/// <summary><c>guide sample</c> on a small checkpoint folder of its own.</summary>
public sealed class SampleCommandTests : IDisposable
{
    private static readonly string[] Words = ["[Q]", ".", .. Enumerable.Range(2, 38).Select(i => $"w{i}")];
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-sample-").FullName;
    private readonly string _model;

    public SampleCommandTests()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        WordLevelTokenizerWriter.Write(source, Words, bos: "[Q]", eos: ".");
        _model = Path.Combine(_folder, "model");
        using var model = TestModels.Loud(TestModels.Tiny());
        PolicyCheckpoint.Save(_model, model, tokenizerFrom: source);
    }

    [Fact]
    public async Task Json_has_text_ids_and_the_models_own_log_probs()
    {
        var (exitCode, output, _) = await Run("sample", "--model", _model, "--prompt", "[Q] w5 w6", "--n", "12", "--max-tokens", "20", "--seed", "4", "--json");

        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("[Q] w5 w6", json.RootElement.GetProperty("prompt").GetString());
        using var policy = PolicyCheckpoint.Load(_model);
        var completions = json.RootElement.GetProperty("completions").EnumerateArray().ToArray();
        Assert.Equal(12, completions.Length);
        Assert.Contains(completions, completion => completion.GetProperty("finish_reason").GetString() == "stop");
        foreach (var completion in completions)
        {
            var ids = completion.GetProperty("token_ids").EnumerateArray().Select(i => i.GetInt32()).ToArray();
            Assert.Equal(string.Join(' ', ids.Where(i => i != 1).Select(i => Words[i])), completion.GetProperty("text").GetString());
            Assert.Equal(ids[^1] == 1 ? "stop" : "length", completion.GetProperty("finish_reason").GetString());
            using var expected = policy.Model.CompletionLogProbs([new TrainingRow([0, 5, 6], ids)]);
            Assert.Equal(TestModels.Values(expected.LogProbs), completion.GetProperty("log_probs").EnumerateArray().Select(l => l.GetSingle()), (a, b) => Math.Abs(a - b) < 1e-4);
        }
    }

    [Fact]
    public async Task Prompts_of_a_file_are_answered_in_order_and_alike_for_the_same_seed()
    {
        var input = Path.Combine(_folder, "prompts.jsonl");
        await File.WriteAllTextAsync(input, "{\"prompt\": \"[Q] w5\"}\n\n{\"prompt\": \"[Q] w9 w9\"}\n");

        var (exitCode, first, _) = await Run("sample", "--model", _model, "--input", input, "--json", "--max-tokens", "12");
        var (_, again, _) = await Run("sample", "--model", _model, "--input", input, "--json", "--max-tokens", "12");
        var (_, other, _) = await Run("sample", "--model", _model, "--input", input, "--json", "--max-tokens", "12", "--seed", "1");

        Assert.Equal(0, exitCode);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(["[Q] w5", "[Q] w9 w9"], first.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement.GetProperty("prompt").GetString()!));
    }

    [Fact]
    public async Task Greedy_text_ends_at_a_stop_string_and_an_empty_prompt_begins_at_the_beginning()
    {
        var (_, whole, _) = await Run("sample", "--model", _model, "--prompt", "", "--temperature", "0", "--max-tokens", "30");
        var words = whole.Trim().Split(' ');
        Assert.True(words.Length > 3, whole);
        var (exitCode, stopped, _) = await Run("sample", "--model", _model, "--prompt", "[Q]", "--temperature", "0", "--max-tokens", "30", "--stop", $"{words[1]} {words[2]}");

        Assert.Equal(0, exitCode);
        Assert.Equal(string.Join(' ', words[..3]), stopped.Trim());
    }

    [Theory]
    [InlineData("give either --prompt or --input", 2)]
    [InlineData("--temperature is a number from 0 to 1000; got '-1'", 2, "--prompt", "[Q]", "--temperature", "-1")]
    [InlineData("--top-p is a number from", 2, "--prompt", "[Q]", "--top-p", "0")]
    [InlineData("--top-k is a whole number, at least 0; got '-3'", 2, "--prompt", "[Q]", "--top-k", "-3")]
    [InlineData("--min-p is a number from 0 to 1; got '2'", 2, "--prompt", "[Q]", "--min-p", "2")]
    [InlineData("--max-tokens is a whole number from 1 to", 2, "--prompt", "[Q]", "--max-tokens", "0")]
    [InlineData("--n is a whole number from 1 to 65536; got '0'", 2, "--prompt", "[Q]", "--n", "0")]
    [InlineData("--stop is not empty", 2, "--prompt", "[Q]", "--stop", "")]
    [InlineData("--chat-template what: known are", 2, "--prompt", "[Q]", "--chat-template", "what")]
    [InlineData("'unheard'", 1, "--prompt", "unheard")]
    [InlineData("missing.jsonl", 2, "--input", "missing.jsonl")]
    public async Task What_cannot_be_sampled_is_one_line(string problem, int expected, params string[] arguments)
    {
        var (exitCode, _, error) = await Run(["sample", "--model", _model, .. arguments]);

        Assert.Equal(expected, exitCode);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_line_that_is_no_prompt_is_named_and_a_folder_that_is_no_checkpoint_too()
    {
        var input = Path.Combine(_folder, "bad.jsonl");
        await File.WriteAllTextAsync(input, "{\"prompt\": \"[Q]\"}\n{\"text\": 1}\n");

        var (badLine, _, lineError) = await Run("sample", "--model", _model, "--input", input);
        var (badFolder, _, folderError) = await Run("sample", "--model", Path.Combine(_folder, "nowhere"), "--prompt", "[Q]");

        Assert.Equal((2, 1), (badLine, badFolder));
        Assert.Contains("bad.jsonl:2", lineError, StringComparison.Ordinal);
        Assert.Contains("no such checkpoint folder", folderError, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(args, output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
