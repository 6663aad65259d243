using Guide.Cli.Files;
using Guide.Cli.Merging;
using Guide.Contracts;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

public sealed class CheckpointPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-place");

    public CheckpointPlaceTests()
    {
        foreach (var version in (string[])["v000000", "v000009-1", "v000010-1"])
        {
            Directory.CreateDirectory(In("run", "checkpoints", "r-a-s0", version));
            File.WriteAllText(In("run", "checkpoints", "r-a-s0", version, "config.json"), "{}");
        }

        File.WriteAllText(In("run", "experiment.json"), "{}");
        FolderLink.Point(In("run", "checkpoints", "r-a-s0"), "last", "v000010-1");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run", "last", "v000010-1")]
    [InlineData("run", "9", "v000009-1")]
    [InlineData("run/checkpoints/r-a-s0", "0", "v000000")]
    [InlineData("run/checkpoints/r-a-s0/v000009-1", "last", "v000009-1")]
    public void A_run_leads_to_its_checkpoint(string place, string version, string expected) =>
        Assert.Equal(expected, Path.GetFileName(CheckpointPlace.Find(In(place), null, version)));

    [Theory]
    [InlineData("run", "8", "version 8 is not there")]
    [InlineData("run", "best", "there is no version 'best': nothing was measured")]
    [InlineData("run", "newest", "--checkpoint is last, best or a version's number; got 'newest'.")]
    [InlineData("nowhere", "last", "there is no such folder")]
    [InlineData("run/checkpoints", "last", "is neither a run folder nor a checkpoint")]
    public void What_is_not_there_is_said(string place, string version, string message) =>
        Assert.Contains(message, Assert.Throws<GuideException>(() => CheckpointPlace.Find(In(place), null, version)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_several_runs_one_must_be_named()
    {
        Directory.CreateDirectory(In("run", "checkpoints", "r-b-s0"));

        Assert.Contains("name one of its runs with --run; there is: r-a-s0, r-b-s0", Assert.Throws<GuideException>(() => CheckpointPlace.Find(In("run"), null, "last")).Message, StringComparison.Ordinal);
        Assert.Equal("v000010-1", Path.GetFileName(CheckpointPlace.Find(In("run"), "r-a-s0", "last")));
    }

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);
}
