using System.Text.Json;

namespace Guide.ArchitectureTests;

/// <summary>The process that runs hostile programs holds little else: neither bus nor database nor libtorch.</summary>
public sealed class SandboxServiceTests
{
    private static readonly string[] Heavy =
        ["TorchSharp", "libtorch", "Microsoft.EntityFrameworkCore", "EFCore", "MassTransit", "RabbitMQ", "Npgsql", "Microsoft.Data.Sqlite", "SQLite"];

    [Fact]
    public void Its_projects_are_contracts_commands_and_sandbox() =>
        Assert.Equal(["CodeSandbox", "Commands", "Contracts", "SandboxService", "WebService"], ProjectFile.Closure("SandboxService").Order());

    [Fact]
    public void The_command_line_program_does_not_hold_it() =>
        Assert.DoesNotContain("SandboxService", ProjectFile.Closure("Cli"));

    [Fact]
    public void Its_packages_are_light_all_the_way_down()
    {
        Assert.Empty(HeavyPackages("SandboxService"));
        Assert.NotEmpty(HeavyPackages("VerifierConsumer"));
    }

    [Fact]
    public void Its_folder_holds_nothing_heavy()
    {
        Assert.Empty(HeavyFiles("SandboxService"));
        Assert.NotEmpty(HeavyFiles("VerifierConsumer"));
    }

    /// <summary>As restored: what packages bring in is counted.</summary>
    private static string[] HeavyPackages(string project)
    {
        using var restored = JsonDocument.Parse(File.ReadAllText(Path.Combine(ProjectFile.Root, project, "obj", "project.assets.json")));
        return [.. restored.RootElement.GetProperty("libraries").EnumerateObject().Select(static library => library.Name).Where(IsHeavy)];
    }

    private static string[] HeavyFiles(string project)
    {
        var folder = Path.Combine(ProjectFile.Root, project, "bin", ProjectFile.Configuration, "net10.0");
        Assert.True(File.Exists(Path.Combine(folder, $"Guide.{project}.dll")), folder);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(static path => Path.GetFileName(path)).Where(IsHeavy)];
    }

    private static bool IsHeavy(string name) =>
        Heavy.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || name.StartsWith("lib" + prefix, StringComparison.OrdinalIgnoreCase));
}
