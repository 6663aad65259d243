using Guide.Cli.Files;
using Guide.Contracts;

namespace Guide.UnitTests.Cli;

public sealed class OutputPathsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-paths-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_may_be_new_empty_or_the_commands_own_and_nothing_else()
    {
        OutputPaths.CheckFolder(In("new"), "replay");
        Directory.CreateDirectory(In("empty"));
        OutputPaths.CheckFolder(In("empty"), "replay");

        Directory.CreateDirectory(In("own"));
        OutputPaths.MarkFolder(In("own"), "replay");
        File.WriteAllText(In("own", "config.json"), "{}");
        OutputPaths.CheckFolder(In("own"), "replay");
        Assert.Contains("was not made by guide merge", Refused(() => OutputPaths.CheckFolder(In("own"), "merge")), StringComparison.Ordinal);

        Directory.CreateDirectory(In("model"));
        File.WriteAllText(In("model", "config.json"), "{}");
        Assert.Contains("is not empty", Refused(() => OutputPaths.CheckFolder(In("model"), "replay")), StringComparison.Ordinal);
        Assert.Contains("is a file", Refused(() => OutputPaths.CheckFolder(In("model", "config.json"), "replay")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_folder_is_nobodys_output()
    {
        Directory.CreateDirectory(In("run", "checkpoints"));
        File.WriteAllText(In("run", "experiment.json"), "{}");
        File.WriteAllText(In("run", "guide.db"), "");

        Assert.All([In("run"), In("run", "checkpoints", "x", "y"), In("run", "new")], folder =>
            Assert.Contains("inside the run folder", Refused(() => OutputPaths.CheckFolder(folder, "replay")), StringComparison.Ordinal));
        Assert.All([In("run", "guide.db"), In("run", "guide.db-wal"), In("run", "experiment.json"), In("run", "evaluations", "new.json")], file =>
            Assert.Contains("belongs to the run folder", Refused(() => OutputPaths.CheckFile(file)), StringComparison.Ordinal));
        OutputPaths.CheckFile(In("run", "rollouts.parquet"));
    }

    [Fact]
    public void An_input_is_not_an_output()
    {
        Assert.Contains("would overwrite the input", Refused(() => OutputPaths.CheckFile(In("a"), In("b"), In("x", "..", "a"))), StringComparison.Ordinal);
        OutputPaths.CheckFile(In("a"), "-");
        OutputPaths.CheckFile("-", "-");
    }

    /// <summary>What is written to a link is written to what it points to.</summary>
    [Fact]
    public void A_link_leads_where_it_leads()
    {
        Directory.CreateDirectory(In("run"));
        File.WriteAllText(In("run", "experiment.json"), "{}");
        File.WriteAllText(In("run", "guide.db"), "");
        File.WriteAllText(In("data"), "");
        Directory.CreateSymbolicLink(In("way"), In("run"));
        File.CreateSymbolicLink(In("file"), In("way", "guide.db"));
        File.CreateSymbolicLink(In("other"), In("data"));

        Assert.Contains("inside the run folder", Refused(() => OutputPaths.CheckFolder(In("way", "new"), "replay")), StringComparison.Ordinal);
        Assert.Contains("belongs to the run folder", Refused(() => OutputPaths.CheckFile(In("file"))), StringComparison.Ordinal);
        Assert.Contains("would overwrite the input", Refused(() => OutputPaths.CheckFile(In("other"), In("data"))), StringComparison.Ordinal);
        Assert.Equal(OutputPaths.Real(In("run", "guide.db")), OutputPaths.Real(In("file")));
    }

    private static string Refused(Action check)
    {
        var refused = Assert.Throws<GuideException>(check);
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        return refused.Message;
    }

    private string In(params string[] parts) => Path.Combine([_folder, .. parts]);
}
