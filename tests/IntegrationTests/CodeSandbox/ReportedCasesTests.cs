using System.Text.Json;

using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>Cases that were reported, each with the verdict it must have: those of the shared data, and those beside this test.</summary>
[Collection("sandbox")]
public sealed class ReportedCasesTests(SandboxFixture sandbox)
{
    private const string Shared = "code-cases/reports.jsonl";

    [SharedDataFact(Shared)]
    public async Task Shared_cases_have_their_verdicts() => await CheckAsync(File.ReadAllLines(SharedData.Find(Shared)));

    [Fact]
    public async Task Own_cases_have_their_verdicts() =>
        await CheckAsync(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "CodeSandbox", "cases.jsonl")));

    private async Task CheckAsync(string[] lines)
    {
        var verifier = new CodeVerifier(sandbox.Sandbox);
        var rows = lines.Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<JsonElement>(l))
            .Where(r => r.TryGetProperty("case", out var c) && c.TryGetProperty("tests", out _)
                && IsHere(c));
        var verdicts = await Task.WhenAll(rows.Select(async row =>
        {
            var form = row.GetProperty("case");
            return (Row: row, Verdict: await verifier.JudgeAsync(
                new VerificationCase
                {
                    Domain = Domain.Code,
                    Tests = form.GetProperty("tests"),
                    Prediction = form.GetProperty("pred").GetString()!,
                    PredictionIsText = form.TryGetProperty("pred_form", out var f) && f.GetString() == "text",
                },
                CancellationToken.None));
        }));
        string[] wrong = [.. verdicts.Where(v => !Same(
                v.Row.GetProperty("expected"),
                v.Verdict,
                v.Row.GetProperty("case").GetProperty("tests") is { ValueKind: JsonValueKind.Object } t && t.TryGetProperty("scoring", out var s) && s.GetString() == "fraction"))
            .Select(v => $"{v.Row.GetProperty("id")} {v.Row.GetProperty("kind")}: {v.Verdict.Outcome} {v.Verdict.Reward}: {v.Verdict.Detail}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {verdicts.Length}:\n{string.Join('\n', wrong)}");
    }

    // What a case needs is on every machine but for some compilers, and NumPy.
    private bool IsHere(JsonElement form) =>
        (form.GetProperty("tests") is not { ValueKind: JsonValueKind.Object } tests || !tests.TryGetProperty("language", out var language) || sandbox.Sandbox.Runtimes.Get(language.GetString()!) is not null)
        && (!form.GetProperty("pred").GetString()!.Contains("import numpy", StringComparison.Ordinal) || Directory.Exists("/usr/lib/python3/dist-packages/numpy"));

    // A fraction is worth what it passed: a reward of 0 stands there for "wrong".
    private static bool Same(JsonElement expected, Verdict verdict, bool fraction)
    {
        var reward = expected.TryGetProperty("reward", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null;
        return JsonSerializer.Serialize(verdict.Outcome, SnakeCaseJson.Options) == expected.GetProperty("outcome").GetRawText()
            && (fraction ? verdict.Reward < 1 : verdict.Reward == reward);
    }
}
