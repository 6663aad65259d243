using System.Diagnostics;
using System.Text.Json;

using Guide.Cli;

using Parquet.Serialization;

namespace Guide.UnitTests.Cli.Replay.Foreign;

public sealed class ForeignReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-foreign");

    public void Dispose() => _folder.Dispose();

    /// <summary>In a thousand rollouts of each format ten have a wrong reward: all of them are found, and no other.</summary>
    [Fact]
    public async Task Wrong_rewards_in_one_of_a_hundred_are_found_all_and_no_other()
    {
        var expected = await WriteDumpsAsync();
        await ParquetSerializer.SerializeAsync(File.ReadLines(In("trl.json")).Select(static line => JsonSerializer.Deserialize<TrlRow>(line)!).ToList(), In("completions_00001.parquet"));

        await AgreesAsync(expected.GetProperty("verl"), "verl", In("verl"));
        await AgreesAsync(expected.GetProperty("jsonl"), "jsonl", In("plain.jsonl"));
        var failed = await AgreesAsync(expected.GetProperty("verifiers"), "verifiers", In("prime", "rollouts"));
        Assert.Equal(expected.GetProperty("verifiers").GetProperty("failed").GetInt64(), failed.GetProperty("left_out").GetProperty("ended with an error, without a completion").GetInt64());
        var table = await AgreesAsync(expected.GetProperty("trl"), "trl", In("completions_00001.parquet"), "--reward-field", "accuracy_reward");
        Assert.Equal(1, table.GetProperty("left_out").GetProperty("without a reward").GetInt64());
    }

    /// <summary>A table as pandas writes it: by Arrow, whose writer made this file (tests/UnitTests/Cli/Replay/Foreign/trl_arrow.parquet).</summary>
    [Fact]
    public async Task A_table_of_Arrows_writer_is_read()
    {
        var diff = await DiffAsync("trl", Path.Combine(Repository.Root, "tests/UnitTests/Cli/Replay/Foreign/trl_arrow.parquet"), "--reward-field", "accuracy_reward");

        Assert.Equal((6, 5, 1, 1), (diff.GetProperty("rows").GetInt32(), diff.GetProperty("judged").GetInt32(), diff.GetProperty("right_to_wrong").GetInt32(), diff.GetProperty("wrong_to_right").GetInt32()));
        Assert.Equal(1, diff.GetProperty("left_out").GetProperty("without a reward").GetInt32());
        Assert.Equal([12L, 13L], diff.GetProperty("steps").EnumerateArray().Select(static step => step.GetProperty("step").GetInt64()));
        Assert.Equal([true, false], diff.GetProperty("flips").EnumerateArray().Select(static flip => flip.GetProperty("trained").GetBoolean()));
    }

    [Fact]
    public async Task The_reward_from_which_a_rollout_counts_as_right_is_an_option_and_is_said()
    {
        // A bonus of .6 for the form: from .5 on, three are called right; from 1 on, one.
        await LinesAsync("bonus.jsonl", Line("2", "\\\\boxed{2}", "1.6"), Line("2", "\\\\boxed{3}", "0.6"), Line("2", "\\\\boxed{4}", "0.6"));

        var (text, _) = await RunAsync("jsonl", In("bonus.jsonl"));
        Assert.Contains("'reward' counts as right from 0.5 (--right-from)", text, StringComparison.Ordinal);
        Assert.Contains("the reward was wrong for 2 of 3 rollouts: 66.67 %", text, StringComparison.Ordinal);
        Assert.Contains("  0.6: 0 right, 2 wrong", text, StringComparison.Ordinal);

        var (other, _) = await RunAsync("jsonl", In("bonus.jsonl"), "--right-from", "1");
        Assert.Contains("counts as right from 1 ", other, StringComparison.Ordinal);
        Assert.Contains("the reward was wrong for 0 of 3 rollouts: 0.00 %, 95 % interval 0.00 % to 56.15 %", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_counted_and_in_no_other_count()
    {
        await LinesAsync("mixed.jsonl", Line("2", "\\\\boxed{2}", "1"), Line("", "\\\\boxed{2}", "1"), Line("2", "", "0"), Line("2", "\\\\boxed{2}", "null"), """{"prompt": "q", "completion": "x", "domain": "http", "reward": 1}""");

        var (text, _) = await RunAsync("jsonl", In("mixed.jsonl"));

        Assert.Contains("left out: 1 without a completion", text, StringComparison.Ordinal);
        Assert.Contains("left out: 1 without a gold answer", text, StringComparison.Ordinal);
        Assert.Contains("left out: 1 without a reward", text, StringComparison.Ordinal);
        Assert.Contains("could not be judged: 1 (no reward, and in no count below)\n  1: VerifierError: http needs to know who judges", text, StringComparison.Ordinal);
        Assert.Contains("the reward was wrong for 0 of 1 rollouts", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_answers_may_come_from_a_prompt_file()
    {
        await LinesAsync("golds.jsonl", """{"id": "a", "domain": "math", "prompt": "What is 1 + 1?", "gold": "2"}""", """{"id": "b", "domain": "mcq", "prompt": "Which? (A) x (B) y", "gold": "B"}""", """{"id": "c", "domain": "math", "prompt": "1 + 1", "gold": "7"}""");
        await LinesAsync(
            "5.jsonl",
            """{"input": "user\nWhat is 1 + 1?\nassistant\n", "output": "\\boxed{2}", "gts": null, "score": 0.0}""",
            """{"input": "user\nWhich? (A) x (B) y\nassistant\n", "output": "The answer is (B).", "gts": null, "score": 1.0}""",
            """{"input": "user\nWho?\nassistant\n", "output": "Me.", "gts": null, "score": 1.0}""");

        var diff = await DiffAsync("verl", In("5.jsonl"), "--golds", In("golds.jsonl"));

        Assert.Equal((2, 1), (diff.GetProperty("judged").GetInt32(), diff.GetProperty("left_out").GetProperty("its prompt is not in --golds").GetInt32()));
        var flip = Assert.Single(diff.GetProperty("flips").EnumerateArray());
        Assert.Equal((5, "correct", false), (flip.GetProperty("step").GetInt32(), flip.GetProperty("outcome").GetString(), flip.GetProperty("trained").GetBoolean()));
    }

    [Fact]
    public async Task A_judge_of_ones_own_judges_other_trainers_rollouts()
    {
        await LinesAsync(
            "own.jsonl",
            """{"prompt": "Say two words.", "completion": "one two", "gold": 2, "reward": 0, "domain": "assembly", "note": "mine"}""",
            """{"prompt": "Say two words.", "completion": "one", "gold": "2", "tests": [1], "reward": 1, "domain": "assembly"}""",
            """{"prompt": "Say two words.", "completion": "one", "tests": [1], "reward": 1, "domain": "assembly"}""");

        var diff = await DiffAsync("jsonl", In("own.jsonl"), "--assembly-judge", Path.Combine(AppContext.BaseDirectory, "WordCountVerifier.dll"));

        Assert.Equal(["correct", "incorrect"], diff.GetProperty("flips").EnumerateArray().Select(static flip => flip.GetProperty("outcome").GetString()!));
        Assert.Equal("VerifierError: WordCountVerifier.dll: VerifierError: the gold '' is no number of words", Assert.Single(diff.GetProperty("unjudged").EnumerateObject()).Name);
        Assert.Contains("+assembly/word-count/1@", diff.GetProperty("verifier_set_version").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verl", """{"output": "x", "gts": "1", "score": 1}""", "bad.jsonl:1: the field 'input' is missing (there are output, gts, score)")]
    [InlineData("verl", """{"input": "q", "output": "x", "gts": "1", "score": "1"}""", "the reward 'score' is no number")]
    [InlineData("verl", """{"input": "q", "output": "x", "gts": ["1", "2"], "score": 1}""", "the field 'gts' is a list of 2: one reference answer is needed")]
    [InlineData("verl", """{"input": "q", "output": "x", "score": 1}""", "there is no 'gts'")]
    [InlineData("verl", """{"input": "q", "output": 5, "gts": "1", "score": 1}""", "the field 'output' is neither a text nor a list of messages")]
    [InlineData("verl", """{"input": "q", "output": "x", "gts": "1", "score": 1, "step": 1.5}""", "the step is no whole number")]
    [InlineData("trl", """{"step": 1, "prompt": "q", "completion": "x", "answer": "1", "a": 1, "b": 0, "advantage": 0}""", "several columns may be the reward (a, b): --reward-field says which")]
    [InlineData("trl", """{"step": 1, "prompt": "q", "completion": "x", "answer": "1", "advantage": 0}""", "no column holds a reward")]
    [InlineData("verifiers", """{"nodes": [], "reward": 1}""", "the field 'completion' is missing (there are nodes, reward)")]
    [InlineData("verifiers", """{"prompt": "q", "completion": ["x"], "answer": "1", "reward": 1}""", "the field 'completion' is a list of something else than messages with a role")]
    [InlineData("jsonl", """{"prompt": "q", "completion": "x", "gold": "1", "reward": 1, "domain": "poetry"}""", "the domain \"poetry\" is none of math")]
    [InlineData("jsonl", """{"prompt": "q", "completion": "x", "gold": "1", "reward": 1, "stpe": 3}""", "unknown key \"stpe\"; the nearest valid key is \"step\"")]
    [InlineData("jsonl", "[1]", "the row is no object")]
    public async Task What_is_not_understood_is_refused_by_name(string format, string line, string message)
    {
        await LinesAsync("bad.jsonl", line);

        var (exitCode, output, error) = await CommandLine.RunAsync("import-rollouts", In("bad.jsonl"), "--format", format);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_diff_is_kept_and_a_sample_is_the_same_one_again()
    {
        var expected = await WriteDumpsAsync();
        var (text, _) = await RunAsync("verl", In("verl"), "--output", In("kept"), "--sample", "0.2", "--seed", "3");
        var kept = JsonDocument.Parse(await File.ReadAllTextAsync(In("kept", "diff.json"))).RootElement;

        Assert.Equal(text, await File.ReadAllTextAsync(In("kept", "summary.txt")));
        Assert.Contains($"a sample: {kept.GetProperty("groups_looked_at").GetInt32()} of {expected.GetProperty("verl").GetProperty("groups").GetInt32()} groups (share 0.2, seed 3)", text, StringComparison.Ordinal);
        Assert.InRange(kept.GetProperty("groups_looked_at").GetInt32(), 10, 45);
        Assert.Equal(kept.GetProperty("groups_looked_at").GetInt32() * 8, kept.GetProperty("judged").GetInt32());
        Assert.True(JsonElement.DeepEquals(kept, await DiffAsync("verl", In("verl"), "--sample", "0.2", "--seed", "3", "--output", In("kept"), "--jobs", "4")));
        Assert.NotEqual(text, (await RunAsync("verl", In("verl"), "--sample", "0.2", "--seed", "4")).Text);
    }

    private static string Line(string gold, string completion, string reward) => $$"""{"prompt": "q", "completion": "{{completion}}", "gold": "{{gold}}", "reward": {{reward}}}""";

    private async Task<JsonElement> WriteDumpsAsync()
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(Repository.Root, "tests/UnitTests/Cli/Replay/Foreign/foreign_dumps.py"), _folder.Path]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var python = Process.Start(start)!;
        var error = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        Assert.Equal("", await error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The comparison finds what the script has planted.</summary>
    private static async Task<JsonElement> AgreesAsync(JsonElement expected, string format, string place, params string[] options)
    {
        var diff = await DiffAsync(format, place, options);
        Assert.Equal(expected.GetProperty("places").EnumerateArray().Select(static at => at.GetString()!), diff.GetProperty("flips").EnumerateArray().Select(static flip => flip.GetProperty("place").GetString()!.Split(".parquet ")[^1]));
        foreach (var name in (string[])["judged", "groups", "right_to_wrong", "wrong_to_right"])
        {
            Assert.Equal((format, name, expected.GetProperty(name).GetInt64()), (format, name, diff.GetProperty(name).GetInt64()));
        }

        Assert.Equal(
            expected.GetProperty("changes").EnumerateObject().Select(static change => (change.Name, change.Value.GetInt64())).Order(),
            diff.GetProperty("class_changes").EnumerateArray().Select(static change => ($"{change.GetProperty("before").GetString()}>{change.GetProperty("after").GetString()}", change.GetProperty("groups").GetInt64())).Order());
        Assert.Equal(
            expected.GetProperty("steps").EnumerateObject().Select(static step => (step.Name, step.Value[0].GetInt64(), step.Value[1].GetInt64())),
            diff.GetProperty("steps").EnumerateArray().Select(static step => ($"{step.GetProperty("step").GetInt64()}", step.GetProperty("flips").GetInt64(), step.GetProperty("trained").GetInt64())));
        Assert.Empty(diff.GetProperty("unjudged").EnumerateObject());
        return diff;
    }

    private static async Task<JsonElement> DiffAsync(string format, string place, params string[] options) => JsonDocument.Parse((await RunAsync(format, place, ["--json", .. options])).Text).RootElement;

    private static async Task<(string Text, string Error)> RunAsync(string format, string place, params string[] options)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(["import-rollouts", place, "--format", format, .. options]);
        Assert.True(exitCode == 0, error);
        return (output, error);
    }

    private Task LinesAsync(string name, params string[] lines) => File.WriteAllLinesAsync(In(name), lines);

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    /// <summary>A row of TRL's completions table.</summary>
    private sealed class TrlRow
    {
        [System.Text.Json.Serialization.JsonPropertyName("step")]
        public long Step { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("prompt")]
        public string Prompt { get; set; } = "";

        [System.Text.Json.Serialization.JsonPropertyName("completion")]
        public string Completion { get; set; } = "";

        [System.Text.Json.Serialization.JsonPropertyName("accuracy_reward")]
        public double? Accuracy { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("format_reward")]
        public double Format { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("solution")]
        public string Solution { get; set; } = "";

        [System.Text.Json.Serialization.JsonPropertyName("advantage")]
        public double Advantage { get; set; }
    }
}
