using Guide.SandboxService.Endpoints;

namespace Guide.UnitTests.SandboxService;

public sealed class RequestFilesTests
{
    private const long Memory = 1000;

    private static readonly string[] Own = ["main.py"];

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("./a//b", "a/b")]
    [InlineData("/mnt/a/./b", "/mnt/a/b")]
    public void A_name_has_one_form(string name, string normal) => Assert.Equal(normal, RequestFiles.Normal(name));

    [Theory]
    [InlineData("a.txt")]
    [InlineData("/mnt/a.txt")]
    [InlineData("a/b/c")]
    public void Files_of_the_work_folder_and_of_mnt_are_taken(string name) => Assert.Null(Problem(name));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/mnt")]
    [InlineData("/mnt/")]
    [InlineData("/mnt/../etc/passwd")]
    [InlineData("../a")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData("main.py")]
    [InlineData("./main.py")]
    [InlineData("main.py/a")]
    public void Others_are_refused_with_their_field(string name) => Assert.StartsWith("files: ", Problem(name), StringComparison.Ordinal);

    [Fact]
    public void A_file_is_no_folder_stands_once_and_fits_into_the_memory()
    {
        Assert.StartsWith("files: ", Problem("a", "a/b"), StringComparison.Ordinal);
        Assert.StartsWith("files: ", Problem("a", "./a"), StringComparison.Ordinal);
        Assert.Null(Problem("a", "b/a"));
        Assert.StartsWith("files: ", RequestFiles.Problem(new Dictionary<string, string?> { ["a"] = new('A', 2000) }, [], Own, Memory), StringComparison.Ordinal);
        Assert.StartsWith("files: ", RequestFiles.Problem(new Dictionary<string, string?> { ["a"] = "%%" }, [], Own, Memory), StringComparison.Ordinal);
        Assert.StartsWith("files: ", RequestFiles.Problem(null, [], Own, Memory), StringComparison.Ordinal);
        Assert.StartsWith("fetch_files: ", RequestFiles.Problem(new Dictionary<string, string?>(), null, Own, Memory), StringComparison.Ordinal);
        Assert.StartsWith("fetch_files: ", RequestFiles.Problem(new Dictionary<string, string?>(), [null], Own, Memory), StringComparison.Ordinal);
        Assert.StartsWith("fetch_files: ", RequestFiles.Problem(new Dictionary<string, string?>(), ["/etc/passwd"], Own, Memory), StringComparison.Ordinal);
    }

    private static string? Problem(params string[] names) => RequestFiles.Problem(names.ToDictionary(n => n, _ => (string?)"AAAA"), [], Own, Memory);
}
