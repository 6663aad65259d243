using Guide.Cli.Replay.Foreign;
using Guide.Contracts;

namespace Guide.UnitTests.Cli.Replay.Foreign;

public sealed class ForeignFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-dumps");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rollouts/12.jsonl", 12L)]
    [InlineData("completions/completions_00120.parquet", 120L)]
    [InlineData("rollouts/step_7/train_rollouts.jsonl", 7L)]
    [InlineData("dumps/global_step_30.jsonl.gz", 30L)]
    [InlineData("outputs/gsm8k.jsonl", null)]
    [InlineData("outputs/run-2026/results.jsonl", null)]
    public void The_step_is_in_the_name_of_the_file_or_its_folder(string file, long? step) => Assert.Equal(step, ForeignFiles.StepOf(file));

    [Fact]
    public void The_files_of_a_folder_come_in_the_order_of_their_steps()
    {
        foreach (var name in (string[])["10.jsonl", "9.jsonl", "notes.txt", "11.jsonl"])
        {
            File.WriteAllText(Path.Combine(_folder.Path, name), "");
        }

        Assert.Equal(["9.jsonl", "10.jsonl", "11.jsonl"], ForeignFiles.Of([_folder.Path]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_is_named_twice_would_count_twice()
    {
        var file = Path.Combine(_folder.Path, "1.jsonl");
        File.WriteAllText(file, "");

        Assert.Equal($"{file}: named twice.", Assert.Throws<GuideException>(() => ForeignFiles.Of([_folder.Path, file])).Message);
    }
}
