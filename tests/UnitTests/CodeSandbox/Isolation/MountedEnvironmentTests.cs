using Guide.CodeSandbox.Isolation;

namespace Guide.UnitTests.CodeSandbox;

public sealed class MountedEnvironmentTests
{
    [Fact]
    public void An_installation_of_Python_under_usr_is_mounted_already()
    {
        var found = MountedEnvironment.Python("/usr");
        Assert.StartsWith("/usr/bin/python3", found.Program, StringComparison.Ordinal);
        Assert.Equal(["/usr"], found.Folders);
    }

    [Theory]
    [InlineData("/no/such/folder", "there is no folder")]
    [InlineData("/tmp", "lies in /tmp")]
    [InlineData("/usr/share", "has no bin/python3")]
    public void What_cannot_be_mounted_says_why(string folder, string message) =>
        Assert.Contains(message, Assert.Throws<SandboxException>(() => MountedEnvironment.Python(folder)).Message, StringComparison.Ordinal);
}
