using Guide.TestKit;

namespace Guide.UnitTests.Cli;

public sealed class DataSetImporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-import");

    public void Dispose() => _folder.Dispose();

    /// <summary>As in a clean clone, where runs/data is not there yet.</summary>
    [Fact]
    public async Task A_folder_that_is_not_there_is_made_whether_or_not_something_is_left_out()
    {
        var raw = Path.Combine(_folder.Path, "raw.jsonl");
        await File.WriteAllTextAsync(raw, """{"id": "a", "domain": "math", "prompt": "1 + 1 ?", "gold": "2"}""");
        var to = Path.Combine(_folder.Path, "runs", "data", "p.jsonl");
        var (exitCode, _, error) = await CommandLine.RunAsync("import", raw, "--format", "jsonl", "--output", to);

        Assert.True(exitCode == 0, error);
        Assert.Single(await File.ReadAllLinesAsync(to));
        Assert.Equal([to], Directory.GetFiles(Path.GetDirectoryName(to)!));
    }
}
