using System.Text.Json;

using Guide.Contracts;
using Guide.HintConsumer.Leaks;

using Xunit.Abstractions;

namespace Guide.UnitTests.HintConsumer.Leaks;

/// <summary>Hints written by hand: those that say the answer in some spelling, and those that do not.</summary>
public sealed class WrittenLeaksTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("leaks.jsonl", 201)]
    [InlineData("further-leaks.jsonl", 294)]
    public void Every_written_leak_is_refused(string file, int count)
    {
        var cases = Read(file);
        var passed = cases.Where(item => HintGate.Reason(item.Leak) is null).ToList();
        foreach (var item in passed)
        {
            output.WriteLine($"{item.Kind}: '{item.Leak.Hint}' for {item.Leak.Gold}");
        }

        Assert.Equal(count, cases.Count);
        Assert.Empty(passed);
    }

    [Theory]
    [InlineData("good-hints.jsonl", 49)]
    [InlineData("further-good-hints.jsonl", 101)]
    public void Good_hints_are_not_refused(string file, int count)
    {
        var cases = Read(file);
        var refused = cases.Select(item => (item, Reason: HintGate.Reason(item.Leak))).Where(static pair => pair.Reason is not null).ToList();
        foreach (var (item, reason) in refused)
        {
            output.WriteLine($"'{item.Leak.Hint}' for {item.Leak.Gold}: {reason}");
        }

        Assert.Equal(count, cases.Count);
        Assert.Empty(refused);
    }

    private static List<(string Kind, LeakCase Leak)> Read(string file)
    {
        var path = Path.Combine(Repository.Root, "tests", "UnitTests", "HintConsumer", "Leaks", file);
        return [.. File.ReadLines(path).Select(static line =>
        {
            var item = JsonDocument.Parse(line).RootElement;
            return (Text(item, "kind")!, new LeakCase
            {
                Hint = Text(item, "hint")!,
                Gold = Text(item, "gold"),
                Domain = Domains.Find(Text(item, "domain")!)!.Value,
                Problem = Text(item, "problem"),
                Solution = Text(item, "solution"),
            });
        })];
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
