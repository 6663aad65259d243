using System.Text.RegularExpressions;

namespace Guide.ArchitectureTests;

public sealed partial class MetricsDocumentTests
{
    [Fact]
    public void Every_metric_is_in_the_document_and_nothing_else_is()
    {
        var made = Directory.EnumerateFiles(ProjectFile.Root, "*Telemetry.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(static path => MadePattern().Matches(File.ReadAllText(path)))
            .Select(static match => match.Groups["name"].Value)
            .Distinct()
            .Order();
        var documented = DocumentedPattern().Matches(File.ReadAllText(Path.Combine(ProjectFile.Root, "docs", "metrics.md")))
            .Select(static match => match.Groups["name"].Value)
            .Distinct()
            .Order();

        Assert.NotEmpty(made);
        Assert.Equal(made, documented);
    }

    [GeneratedRegex("\"(?<name>guide\\.[a-z_]+\\.[a-z_.]+)\"", RegexOptions.None, 1000)]
    private static partial Regex MadePattern();

    [GeneratedRegex(@"^\| `(?<name>guide\.[a-z_]+\.[a-z_.]+)` \|", RegexOptions.Multiline, 1000)]
    private static partial Regex DocumentedPattern();
}
