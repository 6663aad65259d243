using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Answers;
using Guide.Contracts;
using Guide.DataSets;
using Guide.OwnVerifiers;
using Guide.Recipes;
using Guide.Storage.Entities;
using Guide.VerificationService;

using Microsoft.EntityFrameworkCore;

namespace Guide.IntegrationTests.Verification;

/// <summary>Judges of the user's own where they are used: the examples, the service, and runs.</summary>
public sealed class OwnVerifierTests : IAsyncLifetime
{
    private const string Token = "open sesame";

    private readonly string _folder = Directory.CreateTempSubdirectory("guide-own-").FullName;
    private Process _python = null!;
    private string _address = "";

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "WordCountVerifier.dll");

    private string TokenFile => Path.Combine(_folder, "token.txt");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(TokenFile, Token);
        _python = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Repository.Root, "examples", "countdown_verifier.py"), "0", Token]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _address = (await _python.StandardOutput.ReadLineAsync(Deadline.Token()))!;
    }

    public Task DisposeAsync()
    {
        _python.Kill();
        _python.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_example_in_Python_judges_what_guide_verify_reads()
    {
        string[] said = ["8 / (3 - 8/3)", "I think so:\n(8 + 8) * 3 / 2", "3 * 8", "8 * 3 + 1 - 1", "__import__('os').system('true')", "9**9**9", "", "8/(3-3)"];
        var cases = said.Select((text, i) => new JsonObject { ["id"] = i, ["domain"] = "http", ["tests"] = Tests(3, 3, 8, 8), ["pred"] = text }.ToJsonString())
            .Append("""{"id": 8, "domain": "http", "pred": "1"}""").Append("""{"id": 9, "domain": "math", "gold": "1/2", "pred": "\\boxed{0.5}"}""");
        await File.WriteAllLinesAsync(Path.Combine(_folder, "cases.jsonl"), cases);

        var (exitCode, output, error) = await CommandLine.RunAsync(
            "verify", "--input", Path.Combine(_folder, "cases.jsonl"), "--output", Path.Combine(_folder, "verdicts.jsonl"), "--jobs", "4", "--http-judge", _address, "--http-judge-token-file", TokenFile);

        Assert.Equal((0, "", ""), (exitCode, output, error));
        var verdicts = (await File.ReadAllLinesAsync(Path.Combine(_folder, "verdicts.jsonl"))).Select(static line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            ["Correct 1", "Incorrect 0", "Correct 1", "Incorrect 0", "FormatError 0", "FormatError 0", "FormatError 0", "FormatError 0", "VerifierError ", "Correct 1"],
            verdicts.Select(static verdict => $"{verdict["outcome"]} {verdict["reward"]}"));
        Assert.Equal("8 / (3 - 8/3) = 24", (string)verdicts[0]["detail"]!);
        Assert.Equal($"{_address}: it refuses the case (422)", (string)verdicts[8]["detail"]!);
    }

    [Fact]
    public async Task Without_its_token_nobody_judges_and_nothing_is_a_reward()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "cases.jsonl"), new JsonObject { ["id"] = 1, ["domain"] = "http", ["tests"] = Tests(4, 6), ["pred"] = "4 * 6" }.ToJsonString());

        var (exitCode, _, _) = await CommandLine.RunAsync("verify", "--input", Path.Combine(_folder, "cases.jsonl"), "--output", Path.Combine(_folder, "verdicts.jsonl"), "--http-judge", _address);

        Assert.Equal(0, exitCode);
        var verdict = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "verdicts.jsonl")))!;
        Assert.Equal(("VerifierError", null, $"{_address}: it answers 401"), ((string)verdict["outcome"]!, verdict["reward"], (string)verdict["detail"]!));
    }

    [Fact]
    public async Task The_service_asks_both_examples()
    {
        using var own = OwnVerifierSet.Of(Recipe(_address) with { Assembly = new AssemblyVerifierRecipe { Path = Assembly } }, TimeProvider.System);
        await using var app = VerificationWebService.Build(new() { Urls = "http://127.0.0.1:0", Jobs = 2 }, AnswerVerifiers.Set().With(own.All), TimeProvider.System);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var body = new JsonArray(
            new JsonObject { ["id"] = "a", ["domain"] = "http", ["tests"] = Tests(4, 6), ["pred"] = "4 * 6" },
            new JsonObject { ["id"] = "b", ["domain"] = "assembly", ["gold"] = "4", ["pred"] = "one two" },
            new JsonObject { ["id"] = "c", ["domain"] = "math", ["gold"] = "4", ["pred"] = "\\boxed{4}" });

        var response = await http.PostAsync("/verify", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        var verdicts = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal(["a Correct 1", "b Incorrect 0.5", "c Correct 1"], verdicts.Select(static verdict => $"{verdict!["id"]} {verdict["outcome"]} {verdict["reward"]}"));

        // OpenRLHF's list of rewards has no place for "not judged": 503, never 0.
        _python.Kill();
        await _python.WaitForExitAsync();
        var rewards = await http.PostAsync("/get_reward?domain=http", new StringContent("""{"query": ["4 * 6"], "labels": ["24"]}""", Encoding.UTF8, "application/json"));
        Assert.Equal(503, (int)rewards.StatusCode);
    }

    [Fact]
    public async Task While_the_judge_is_away_groups_wait_and_use_no_attempt_up()
    {
        await using var server = new JudgeServer((call, body) => call < 30 ? JudgeServer.Reply("{}", 503, "Retry-After: 0\r\n") : JudgeServer.Verdict(right: JsonDocument.Parse(body).RootElement.GetProperty("pred").GetString()!.Length % 3 == 0));
        var recipe = Pipeline.SmallRecipe() with { Verification = new VerificationRecipe { MaxAttempts = 2, Http = new HttpVerifierRecipe { Url = server.Address, Version = "7" } } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Prompts(Domain.Http));

        await pipeline.RunToEndAsync();

        var verdicts = await VerdictsAsync(pipeline, groups: 12);
        Assert.All(verdicts, verdict => Assert.Equal((1, true, "http", $"7@{server.Address}"), (verdict.Attempt, verdict.Outcome.IsJudged(), verdict.Verifier, verdict.VerifierVersion)));
        Assert.Contains(verdicts, static verdict => verdict.Outcome == VerdictOutcome.Correct);
        Assert.Contains(verdicts, static verdict => verdict.Outcome == VerdictOutcome.Incorrect);
    }

    [Fact]
    public async Task A_judge_that_stays_away_ends_the_stage_and_everything_is_still_queued()
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply("moved", 302, "Location: http://127.0.0.1:1/\r\n"));
        var recipe = Pipeline.SmallRecipe() with { Verification = new VerificationRecipe { MaxAttempts = 2, Http = new HttpVerifierRecipe { Url = server.Address } } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Prompts(Domain.Http));

        var failure = await Assert.ThrowsAsync<GuideException>(() => pipeline.RunToEndAsync(settings: new Dictionary<string, string?> { ["Verifier:GiveUpAfter"] = "00:00:01" }));

        Assert.Equal((ExitCodes.Failed, $"No judge has answered for 00:00:01: {server.Address}: it answers 302: redirects are not followed, name the address itself"), (failure.ExitCode, failure.Message));
        var (groups, verdicts) = await pipeline.Database.ReadAsync(async (db, token) => (await db.Groups.ToListAsync(token), await db.Verdicts.CountAsync(token)), CancellationToken.None);
        Assert.All(groups, static group => Assert.True(group.State is GroupState.Admitted or GroupState.Sampled, $"{group.State}"));
        Assert.Equal(0, verdicts);
    }

    [Fact]
    public async Task What_the_judge_says_that_is_no_verdict_uses_attempts_up_and_is_never_a_reward()
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply("""{"outcome": "Correct", "reward": 2}"""));
        var recipe = Pipeline.SmallRecipe() with { Verification = new VerificationRecipe { MaxAttempts = 2, Http = new HttpVerifierRecipe { Url = server.Address } } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Prompts(Domain.Http));

        await pipeline.RunToEndAsync();

        var verdicts = await VerdictsAsync(pipeline, groups: 0);
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, static verdict => Assert.Equal((VerdictOutcome.VerifierError, null), (verdict.Outcome, verdict.Reward)));
        Assert.Equal([1, 2], verdicts.Select(static verdict => verdict.Attempt).Distinct().Order());
    }

    [Fact]
    public async Task An_assembly_judges_a_run_and_its_hash_is_stored_with_every_verdict()
    {
        var recipe = Pipeline.SmallRecipe() with { Verification = new VerificationRecipe { Assembly = new AssemblyVerifierRecipe { Path = Assembly } } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Prompts(Domain.Assembly));

        await pipeline.RunToEndAsync();

        var verdicts = await VerdictsAsync(pipeline, groups: 12);
        var version = $"word-count/1@{Assembly.Replace("+", "%2B", StringComparison.Ordinal)}@{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Assembly)))}";
        Assert.All(verdicts, verdict => Assert.Equal(("assembly", version, true), (verdict.Verifier, verdict.VerifierVersion, verdict.Outcome.IsJudged())));
        Assert.Contains(verdicts, static verdict => verdict.Reward is > 0 and < 1);
    }

    [Fact]
    public async Task A_judge_that_cannot_be_made_ends_the_stage_before_it_takes_a_group()
    {
        var recipe = Pipeline.SmallRecipe() with { Verification = new VerificationRecipe { Assembly = new AssemblyVerifierRecipe { Path = Path.Combine(_folder, "nothing.dll") } } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Prompts(Domain.Assembly));

        var failure = await Assert.ThrowsAsync<GuideException>(() => pipeline.RunToEndAsync());

        Assert.StartsWith($"{Path.Combine(_folder, "nothing.dll")}: cannot be loaded as a judge", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await VerdictsAsync(pipeline, groups: 0));
    }

    private static JsonObject Tests(params int[] numbers) => new() { ["numbers"] = new JsonArray([.. numbers.Select(static number => (JsonNode)number)]), ["target"] = 24 };

    /// <summary>Golds are numbers of words that a tiny policy sometimes says.</summary>
    private static PromptRecord[] Prompts(Domain domain) => [.. Pipeline.Prompts(12).Select((prompt, i) => prompt with { Domain = domain, Gold = $"{(i % 6) + 4}", Hint = null })];

    private VerificationRecipe Recipe(string address) => new() { Http = new HttpVerifierRecipe { Url = address, TokenFile = TokenFile } };

    private static async Task<List<VerdictRow>> VerdictsAsync(Pipeline pipeline, int groups)
    {
        var rows = await pipeline.Database.ReadAsync((db, token) => db.Groups.ToListAsync(token), CancellationToken.None);
        Assert.Equal(groups, rows.Count(static group => group.State == GroupState.Consumed));
        return await pipeline.Database.ReadAsync((db, token) => db.Verdicts.ToListAsync(token), CancellationToken.None);
    }
}
