using System.Text.Json;

using Guide.Contracts;
using Guide.DataSets;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;

namespace Guide.UnitTests.Cli.Hints;

/// <summary>guide hints: made in advance, listed, shown and retired.</summary>
public sealed class HintsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-hints-").FullName;

    private string Database => $"sqlite:{Path.Combine(_folder, "guide.db")}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task List_and_show_say_what_a_hint_gained_and_retire_takes_it_out_of_use()
    {
        await using (var database = DatabaseConnection.Open(Database))
        {
            await StoredRun.WriteAsync(database);
        }

        var (exitCode, list, _) = await CommandLine.RunAsync("hints", "list", "--database", Database);
        Assert.Equal(0, exitCode);
        // One of two guided rollouts against none of two.
        Assert.Contains("+0.500", list, StringComparison.Ordinal);
        Assert.Contains("in use", list, StringComparison.Ordinal);

        var (_, shown, _) = await CommandLine.RunAsync("hints", "show", "hint-1", "--database", Database);
        Assert.Contains("Count on.", shown, StringComparison.Ordinal);
        Assert.Contains("version 0: +0.500", shown, StringComparison.Ordinal);

        Assert.Contains("1 hint(s)", (await CommandLine.RunAsync("hints", "retire", "hint", "--reason", "a wrong plan", "--database", Database)).Output, StringComparison.Ordinal);
        Assert.Contains("1 were before", (await CommandLine.RunAsync("hints", "retire", "hint", "--database", Database)).Output, StringComparison.Ordinal);
        Assert.Contains("because   a wrong plan", (await CommandLine.RunAsync("hints", "show", "hint-1", "--database", Database)).Output, StringComparison.Ordinal);
        Assert.Contains("retired: a wrong plan", (await CommandLine.RunAsync("explain", StoredRun.Root.ToString(), "--database", Database)).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandLine.RunAsync("hints", "show", "nothing", "--database", Database)).ExitCode);
    }

    [Fact]
    public async Task Make_cuts_worked_solutions_and_writes_prompts_with_the_weakest_usable_hint()
    {
        var data = Write(
            Prompt("a", "72", "Half of 48 is 24.\nThat was May.\nTogether 48 + 24 = 72.\nSo 72."),
            // Its first step is the answer.
            Prompt("b", "5", "It is 5.\nThen 5 again.\nAnd 5.\nSo 5."),
            Prompt("c", "9", null));
        var output = Path.Combine(_folder, "out.jsonl");

        var (exitCode, text, _) = await CommandLine.RunAsync("hints", "make", "--data", data, "--sources", "solution", "--output", output);

        Assert.Equal(0, exitCode);
        Assert.Contains("1 of 3 prompts have a usable hint", text, StringComparison.Ordinal);
        Assert.Contains("solution, first_step: 1 usable, 1 refused (50.0%)", text.Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["Half of 48 is 24.", null, null], Read(output).Select(static p => p.Hint));
    }

    [Fact]
    public async Task Make_asks_for_each_hint_once_however_often_and_by_however_many_it_is_called()
    {
        await using var server = new TeacherServer(static (call, _) => call % 5 == 4 ? TeacherServer.Status(429, retryAfterSeconds: 0) : TeacherServer.Hint("Think of pairs."));
        var data = Write([.. Enumerable.Range(0, 12).Select(static i => Prompt($"p{i}", $"{1000 + i}", null))]);
        string[] command = ["hints", "make", "--data", data, "--sources", "teacher", "--levels", "nudge", "--model", "tiny", "--endpoint", server.Address, "--database", Database];

        var both = await Task.WhenAll(CommandLine.RunAsync(command), CommandLine.RunAsync(command));
        Assert.All(both, static one => Assert.Equal((0, ""), (one.ExitCode, one.Error)));
        Assert.All(both, static one => Assert.Contains("12 of 12 prompts", one.Output, StringComparison.Ordinal));
        var calls = server.Calls;
        await using var database = DatabaseConnection.Open(Database);
        var made = await database.ReadAsync((db, token) => db.MadeHints.ToListAsync(token), default);
        Assert.Equal(12, made.Count);
        Assert.Equal(calls, made.Sum(static row => row.Calls));
        Assert.Equal(12, server.Bodies.Select(static body => body["seed"]!.GetValue<long>()).Distinct().Count());

        await CommandLine.RunAsync(command);
        Assert.Equal(calls, server.Calls);
    }

    [Fact]
    public async Task Make_keeps_its_budget_says_so_and_goes_on_when_there_is_more()
    {
        await using var server = new TeacherServer(static (_, _) => TeacherServer.Hint("Think of pairs."));
        var data = Write([.. Enumerable.Range(0, 6).Select(static i => Prompt($"p{i}", $"{1000 + i}", null))]);
        string[] command = ["hints", "make", "--data", data, "--sources", "teacher", "--levels", "nudge", "--model", "tiny", "--endpoint", server.Address, "--jobs", "1", "--max-calls"];

        var (exitCode, _, error) = await CommandLine.RunAsync([.. command, "4"]);
        Assert.Equal((1, 4), (exitCode, server.Calls));
        Assert.Contains("budget for hints is spent", error, StringComparison.Ordinal);
        Assert.Contains("6 of 6", (await CommandLine.RunAsync([.. command, "0"])).Output, StringComparison.Ordinal);
        Assert.Equal(6, server.Calls);
        Assert.True(File.Exists(data + ".hints.db"));
    }

    [Theory]
    [InlineData("--sources oracle", "'oracle' is not a source of hints; there are data, solution, teacher, self")]
    [InlineData("--sources solution --levels all", "'all' is not a level of hints")]
    [InlineData("--sources teacher", "say --model and --endpoint")]
    [InlineData("--sources self", "'self' is made by the policy of a run")]
    [InlineData("--sources teacher --model m --endpoint nowhere", "--endpoint: 'nowhere' is not an http address")]
    public async Task What_is_not_understood_is_refused_by_name(string options, string message)
    {
        var (exitCode, _, error) = await CommandLine.RunAsync(["hints", "make", "--data", Write(Prompt("a", "1", null)), .. options.Split(' ')]);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static PromptRecord Prompt(string id, string gold, string? solution) => new() { Id = id, Domain = Domain.Math, Prompt = $"What is {id}?", Gold = gold, Solution = solution };

    private string Write(params PromptRecord[] prompts)
    {
        var file = Path.Combine(_folder, "in.jsonl");
        File.WriteAllLines(file, prompts.Select(static p => JsonSerializer.Serialize(p, PromptRecord.Json)));
        return file;
    }

    private static IEnumerable<PromptRecord> Read(string file) => File.ReadLines(file).Select(static line => JsonSerializer.Deserialize<PromptRecord>(line, PromptRecord.Json)!);
}
