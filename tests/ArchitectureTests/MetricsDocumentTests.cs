using System.Text.Json;
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

    [Fact]
    public void The_dashboard_has_a_panel_for_every_metric()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(ProjectFile.Root, "deploy", "dashboards", "guide.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(static panel => panel.GetProperty("title").GetString()!);

        Assert.Equal(
            DocumentedPattern().Matches(File.ReadAllText(Path.Combine(ProjectFile.Root, "docs", "metrics.md"))).Select(static match => match.Groups["name"].Value).Order(),
            panels.Order());
    }

    [GeneratedRegex("\"(?<name>guide\\.[a-z_]+\\.[a-z_.]+)\"", RegexOptions.None, 1000)]
    private static partial Regex MadePattern();

    [GeneratedRegex(@"^\| `(?<name>guide\.[a-z_]+\.[a-z_.]+)` \|", RegexOptions.Multiline, 1000)]
    private static partial Regex DocumentedPattern();
}
