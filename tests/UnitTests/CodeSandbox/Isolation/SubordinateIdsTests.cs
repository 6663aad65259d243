using Guide.CodeSandbox.Isolation;

namespace Guide.UnitTests.CodeSandbox;

public sealed class SubordinateIdsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("guide-subids").FullName;

    public SubordinateIdsTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc"));
        Directory.CreateDirectory(Path.Combine(_root, "usr", "bin"));
        Write("usr/bin/newuidmap", "");
        Write("usr/bin/newgidmap", "");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_first_range_of_the_user_that_is_large_enough_is_used()
    {
        Write("etc/subuid", "other:100000:65536\nme:165536:3\nme:200000:65536\n");
        Write("etc/subgid", "me:300000:4\n");
        Assert.Equal(new SubordinateIds(200_000, 300_000), SubordinateIds.Find("me", 4, _root));
    }

    [Theory]
    [InlineData("other:100000:65536", "me:100000:65536")]
    [InlineData("me:100000:3", "me:100000:65536")]
    [InlineData("me:0:65536", "me:100000:65536")]
    [InlineData("me:x:65536", "me:100000:65536")]
    [InlineData("me:100000", "me:100000:65536")]
    [InlineData("me:100000:65536", "")]
    public void Without_enough_of_both_kinds_there_are_none(string uids, string gids)
    {
        Write("etc/subuid", uids);
        Write("etc/subgid", gids);
        Assert.Null(SubordinateIds.Find("me", 4, _root));
    }

    [Fact]
    public void Without_the_programs_that_enter_them_there_are_none()
    {
        Write("etc/subuid", "me:100000:65536");
        Write("etc/subgid", "me:100000:65536");
        File.Delete(Path.Combine(_root, "usr", "bin", "newgidmap"));
        Assert.Null(SubordinateIds.Find("me", 4, _root));
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_root, path), text);
}
