using System.Text.Json;

using Guide.Cli.Running;
using Guide.TestKit;

namespace Guide.EndToEndTests.OwnData;

/// <summary>docs/your-data.md with real problems (SVAMP) and a real, tiny model: own run, report, evaluation, exported and merged checkpoint.</summary>
public sealed class SvampTests : IDisposable
{
    private const int HeldOut = 3;
    private readonly TemporaryFolder _folder = new("guide-svamp");

    public void Dispose() => _folder.Dispose();

    [SharedDataFact("prompts/svamp.jsonl", "stories260K/model.safetensors")]
    public async Task The_way_of_the_page_ends_in_a_folder_that_can_be_sampled()
    {
        var model = SharedData.Find("stories260K");
        await PrepareAsync(model);
        await DoneAsync("run", In("mine.yaml"), "--run-folder", In("mine"));
        await DoneAsync("report", In("mine"));
        Assert.Contains("<svg", await File.ReadAllTextAsync(In("mine", "report.html")), StringComparison.Ordinal);

        var group = JsonDocument.Parse((await DoneAsync("rollouts", "--run-folder", In("mine"), "--wrong", "--first", "1", "--json")).TrimEnd()).RootElement.GetProperty("group_id").GetString()!;
        Assert.Contains(group, await DoneAsync("explain", group, "--run-folder", In("mine")), StringComparison.Ordinal);
        var checkpoints = new RunFolder(In("mine")).CheckpointsOf("mine-guide-grpo-s0");
        await DoneAsync("eval", "--model", Path.Combine(checkpoints, "last"), "--data", In("test.jsonl"), "--k", "1", "--samples", "2", "--max-tokens", "8", "--output", In("judged.jsonl"));
        Assert.Equal(HeldOut * 2, (await File.ReadAllLinesAsync(In("judged.jsonl"))).Length);

        await DoneAsync("export", "--run-folder", In("mine"), "--format", "parquet", "--output", In("mine.parquet"));
        await DoneAsync("merge", In("mine"), "--output", In("merged"));
        Assert.NotEqual("", (await DoneAsync("sample", "--model", In("merged"), "--prompt", "Once upon a time", "--max-tokens", "5")).Trim());
    }

    private async Task PrepareAsync(string model)
    {
        // As the page says it with jq: own keys become the schema's.
        var lines = (await File.ReadAllLinesAsync(SharedData.Find("prompts/svamp.jsonl"))).Take(16 + HeldOut).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(item => JsonSerializer.Serialize(new
            {
                id = item.GetProperty("ID").GetString(),
                domain = "math",
                prompt = $"{item.GetProperty("Body").GetString()} {item.GetProperty("Question").GetString()}",
                gold = item.GetProperty("Answer").GetDouble(),
                hint = "Read the question again.",
                difficulty = item.GetProperty("Type").GetString(),
            })).ToList();
        await File.WriteAllLinesAsync(In("train.raw"), lines.Skip(HeldOut));
        await File.WriteAllLinesAsync(In("test.raw"), lines.Take(HeldOut));
        await DoneAsync("import", In("train.raw"), "--format", "jsonl", "--output", In("train.jsonl"));
        await DoneAsync("import", In("test.raw"), "--format", "jsonl", "--output", In("test.jsonl"));
        await File.WriteAllTextAsync(In("mine.yaml"), $$"""
            name: mine
            data:
              prompts: train.jsonl
              prompt_template: "{prompt}\n\nPut your answer in \\boxed{}."
            policy:
              checkpoint: {{model}}
            sampling:
              group_size: 4
              max_prompt_tokens: 400
              max_completion_tokens: 12
            guidance:
              enabled: true
            step:
              steps: 2
              root_groups_per_step: 4
            evaluation:
              prompts: test.jsonl
              samples_per_problem: 2
              every_versions: 1
            """);
    }

    private static async Task<string> DoneAsync(params string[] args)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(args);
        Assert.True(exitCode == 0, $"{string.Join(' ', args)}: {error}");
        return output;
    }

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);
}
