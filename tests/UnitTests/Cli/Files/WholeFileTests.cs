using Guide.Cli.Files;
using Guide.Contracts;

namespace Guide.UnitTests.Cli;

public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-whole-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_stood_there_stays_until_the_file_is_whole()
    {
        var path = In("f");
        File.WriteAllText(path, "old");
        using (var abandoned = WholeFile.Create(path))
        {
            abandoned.Stream.Write("new"u8);
        }

        Assert.Equal("old", File.ReadAllText(path));
        WholeFile.Write(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Folders_are_made_for_a_file_that_is_whole_and_for_no_other()
    {
        WholeFile.Create(In("a", "b", "f")).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        WholeFile.Write(In("a", "b", "f"), "x");
        Assert.Equal("x", File.ReadAllText(In("a", "b", "f")));
        Assert.Equal([In("a")], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        File.WriteAllText(In("target"), "old");
        File.CreateSymbolicLink(In("link"), In("target"));

        WholeFile.Write(In("link"), "new");

        Assert.Equal("new", File.ReadAllText(In("target")));
        Assert.NotNull(new FileInfo(In("link")).LinkTarget);
    }

    [Fact]
    public void A_device_is_written_and_stays_one()
    {
        WholeFile.Write("/dev/null", "x");

        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_one_line_with_the_path()
    {
        File.WriteAllText(In("file"), "x");

        Assert.StartsWith(In("file", "below"), Assert.Throws<GuideException>(() => WholeFile.Write(In("file", "below"), "x")).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<GuideException>(() => WholeFile.Write(_folder, "x")).Message, StringComparison.Ordinal);
    }

    private string In(params string[] parts) => Path.Combine([_folder, .. parts]);
}
