using Guide.CodeSandbox.Isolation;

namespace Guide.UnitTests.CodeSandbox;

public sealed class RuntimeTableTests
{
    [Theory]
    [InlineData("python3.11")]
    [InlineData("Python 3")]
    [InlineData("PYTHON-3.12")]
    public void A_language_may_be_named_with_its_version(string name)
    {
        var table = RuntimeTable.Find(new SandboxOptions());
        Assert.NotNull(table.Get("python"));
        Assert.Same(table.Get("python"), table.Get(name));
        Assert.Null(table.Get("3.11"));
        Assert.Null(table.Get("cobol85"));
    }
}
