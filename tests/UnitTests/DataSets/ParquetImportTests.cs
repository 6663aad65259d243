using System.Text.Json;
using System.Text.Json.Serialization;

using Guide.Cli;
using Guide.Contracts;
using Guide.DataSets;

using Parquet.Serialization;

namespace Guide.UnitTests.DataSets;

/// <summary>verl keeps its data sets as Parquet.</summary>
public sealed class ParquetImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-parquet-").FullName;

    private string Output => Path.Combine(_folder, "out.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Verls_rows_become_prompts()
    {
        var source = Path.Combine(_folder, "train.parquet");
        var rows = Enumerable.Range(0, 5).Select(i => new VerlRow
        {
            DataSource = "openai/gsm8k",
            Ability = "math",
            Prompt = [new() { Role = "system", Content = "Think." }, new() { Role = "user", Content = $"What is {i} + 1?" }],
            RewardModel = new() { Style = "rule", GroundTruth = $"{i + 1}" },
            ExtraInfo = new() { Index = i, Split = "train" },
        }).ToArray();
        await ParquetSerializer.SerializeAsync(rows, source);

        var (exitCode, error) = await ImportAsync(source);

        Assert.True(exitCode == 0, error);
        var prompts = (await File.ReadAllLinesAsync(Output)).Select(line => JsonSerializer.Deserialize<PromptRecord>(line, PromptRecord.Json)!).ToList();
        Assert.Equal(rows.Select(row => row.Prompt![1].Content), prompts.Select(prompt => prompt.Prompt));
        Assert.Equal(rows.Select(row => row.RewardModel!.GroundTruth), prompts.Select(prompt => prompt.Gold));
        Assert.All(prompts, prompt => Assert.Equal((Domain.Math, "openai/gsm8k"), (prompt.Domain, prompt.Source)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1 but not a table PAR1")]
    public async Task A_file_that_is_no_table_is_one_line(string content)
    {
        var source = Path.Combine(_folder, "broken.parquet");
        await File.WriteAllTextAsync(source, content);

        var (exitCode, error) = await ImportAsync(source);

        Assert.Equal(2, exitCode);
        Assert.Contains("broken.parquet: not a Parquet file that can be read", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(File.Exists(Output));
    }

    private async Task<(int ExitCode, string Error)> ImportAsync(string source)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(["import", source, "--format", "verl", "--output", Output], output, error, default);
        return (exitCode, error.ToString());
    }

    private sealed class VerlRow
    {
        [JsonPropertyName("data_source")]
        public string? DataSource { get; set; }

        [JsonPropertyName("prompt")]
        public List<Message>? Prompt { get; set; }

        [JsonPropertyName("ability")]
        public string? Ability { get; set; }

        [JsonPropertyName("reward_model")]
        public Reward? RewardModel { get; set; }

        [JsonPropertyName("extra_info")]
        public Extra? ExtraInfo { get; set; }
    }

    private sealed class Message
    {
        [JsonPropertyName("role")]
        public string? Role { get; set; }

        [JsonPropertyName("content")]
        public string? Content { get; set; }
    }

    private sealed class Reward
    {
        [JsonPropertyName("style")]
        public string? Style { get; set; }

        [JsonPropertyName("ground_truth")]
        public string? GroundTruth { get; set; }
    }

    private sealed class Extra
    {
        [JsonPropertyName("index")]
        public int Index { get; set; }

        [JsonPropertyName("split")]
        public string? Split { get; set; }
    }
}
