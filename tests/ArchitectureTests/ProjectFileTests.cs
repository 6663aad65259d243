using System.Xml.Linq;

namespace Guide.ArchitectureTests;

public sealed class ProjectFileTests
{
    [Fact]
    public void Every_project_keeps_the_rules() =>
        Assert.Empty(ProjectFile.Production.SelectMany(static project => project.Violations()));

    [Fact]
    public void Every_project_of_the_layout_is_there() =>
        Assert.Equal(Rules.AllowedReferences.Keys.Order(), ProjectFile.Production.Select(static project => project.Name).Order());

    [Fact]
    public void The_verifiers_image_carries_no_libtorch()
    {
        foreach (var light in (string[])["VerifierConsumer", "Producer", "HintConsumer", "SandboxService", "VerificationService"])
        {
            Assert.DoesNotContain("PolicyModel", ProjectFile.Closure(light));
        }
    }

    [Theory]
    [InlineData("Learner", """<ProjectReference Include="../Producer/Producer.csproj" />""", "Learner references Producer")]
    [InlineData("CodeSandbox", """<ProjectReference Include="..\Storage\Storage.csproj" />""", "CodeSandbox references Storage")]
    [InlineData("VerifierConsumer", """<PackageReference Include="TorchSharp" />""", "VerifierConsumer uses TorchSharp: only PolicyModel, RolloutConsumer, Learner, Cli may use TorchSharp")]
    [InlineData("Producer", """<PackageReference Include="MassTransit.RabbitMQ" />""", "Producer uses MassTransit.RabbitMQ: only StageHost may use a transport")]
    [InlineData("Cli", """<PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" />""", "Cli uses Npgsql.EntityFrameworkCore.PostgreSQL: only Storage may use a database provider")]
    [InlineData("Helpers", "", "Helpers is not in the table of the layout")]
    public void The_rules_see_what_breaks_them(string project, string item, string violation) =>
        Assert.Equal([violation], ProjectFile.Parse(project, $"<Project><ItemGroup>{item}</ItemGroup></Project>").Violations());

    [Fact]
    public void Every_package_has_one_exact_version_in_one_place()
    {
        var versions = XDocument.Load(Path.Combine(ProjectFile.Root, "Directory.Packages.props")).Descendants("PackageVersion");
        Assert.All(versions, static version => Assert.Matches(@"^\[[^,]+\]$", version.Attribute("Version")!.Value));
        Assert.All(
            Directory.EnumerateFiles(ProjectFile.Root, "*.csproj", SearchOption.AllDirectories),
            static path => Assert.DoesNotContain(XDocument.Load(path).Descendants("PackageReference"), static package => package.Attribute("Version") is not null));
    }

    [Fact]
    public void Folder_project_and_assembly_have_one_name() =>
        Assert.All(ProjectFile.Production, static project =>
        {
            var folder = Rules.Executables.Contains(project.Name) ? project.Name : Path.Combine("Shared", project.Name);
            Assert.True(File.Exists(Path.Combine(ProjectFile.Root, folder, $"{project.Name}.csproj")), folder);
        });

    /// <summary>What projects share is a project (TestKit, for tests), never a file that two of them compile.</summary>
    [Fact]
    public void No_source_file_is_compiled_by_two_projects() =>
        Assert.Empty(
            from path in Directory.EnumerateFiles(ProjectFile.Root, "*.csproj", SearchOption.AllDirectories)
            from item in XDocument.Load(path).Descendants("Compile")
            where item.Attribute("Include") is { } include && include.Value.Contains("..", StringComparison.Ordinal)
            select $"{Path.GetRelativePath(ProjectFile.Root, path)} compiles {item.Attribute("Include")!.Value}");
}
