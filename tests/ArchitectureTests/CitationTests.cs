namespace Guide.ArchitectureTests;

/// <summary>Comments, messages and documents cite documents, sections, files and folders that are in the repository.</summary>
public sealed class CitationTests
{
    [Fact]
    public void Every_cited_document_section_and_path_exists()
    {
        var broken = RepositoryText.All.Where(static text => text.Path != "tests/ArchitectureTests/CitationTests.cs").SelectMany(Citations.Broken).ToArray();
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Theory]
    [InlineData("A.cs", "// See docs/nowhere.md.", "A.cs cites the document docs/nowhere.md")]
    [InlineData("docs/a.md", "as messages.md says", null)]
    [InlineData("A.cs", "/// (docs/messages.md, \"Fault points\")", null)]
    [InlineData("A.cs", "/// (docs/messages.md, \"Default points\")", "A.cs cites the section \"Default points\" of docs/messages.md")]
    [InlineData("A.cs", "/// one decision point (design §1)", "A.cs cites the section design §1")]
    [InlineData("A.cs", "/// messages.md §3.1", "A.cs cites the section messages.md §3.1")]
    [InlineData("A.cs", "/// arXiv 2506.13923 §3.1", null)]
    [InlineData("docs/a.md", "[log](lab-log.md)", null)]
    [InlineData("a.md", "[log](lab-log.md)", "a.md links to lab-log.md")]
    [InlineData("docs/a.md", "[faults](messages.md#fault-points)", null)]
    [InlineData("docs/a.md", "[faults](messages.md#faults)", "docs/a.md links to messages.md#faults")]
    [InlineData("docs/a.md", "`Shared/Contracts/Messages`, `runs/x`, `a/b`, `GroupHandler.cs`", null)]
    [InlineData("docs/a.md", "`Shared/Verification`", "docs/a.md names the path Shared/Verification")]
    [InlineData("docs/a.md", "`NoSuch.cs`", "docs/a.md names the file NoSuch.cs")]
    [InlineData("A.cs", "var data = \"/work/data/x.jsonl\";", "A.cs names a path of one machine: /work/data")]
    [InlineData("A.cs", "\"../shared/work/data\", \"/home\"", null)]
    public void The_rules_see_what_breaks_them(string path, string content, string? broken) =>
        Assert.Equal(broken is null ? [] : [broken], Citations.Broken(new RepositoryText(path, content)));
}
