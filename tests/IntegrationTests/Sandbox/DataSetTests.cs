using System.Text.Json;

using Guide.Contracts;
using Guide.Verification;
using Guide.Verification.Code;

namespace Guide.IntegrationTests.Sandbox;

[Collection("sandbox")]
public sealed class DataSetTests(SandboxFixture sandbox)
{
    // The whole sets take minutes; without this every fourth task stands for the rest.
    private static readonly int Stride = Environment.GetEnvironmentVariable("GUIDE_FULL_DATA") is null ? 4 : 1;

    [Fact]
    public async Task All_canonical_solutions_of_HumanEval_pass_and_none_that_returns_None()
    {
        if (SharedData.HumanEval() is not { } tasks)
        {
            return;
        }

        (string Id, JsonElement Tests, string Right, string Wrong)[] cases = [.. tasks.Select(t =>
        {
            CodeTests tests = CodeTests.HumanEval(Text(t, "prompt"), Text(t, "entry_point"), Text(t, "test"));
            return (Text(t, "task_id"), tests.ToJson(), Text(t, "prompt") + Text(t, "canonical_solution"), "    return None\n");
        })];
        (string Id, Verdict Verdict)[] right = await JudgeAsync(cases.Select(c => (c.Id, c.Tests, c.Right)));
        (string Id, Verdict Verdict)[] wrong = await JudgeAsync(cases.Where((_, i) => i % Stride == 0).Select(c => (c.Id, c.Tests, c.Wrong)));

        Assert.Equal(164, right.Length);
        Assert.All(right, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Correct, $"{r.Id}: {r.Verdict}"));
        Assert.All(wrong, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Incorrect, $"{r.Id}: {r.Verdict}"));
    }

    [Fact]
    public async Task All_solutions_of_MBPP_pass_and_none_that_returns_None()
    {
        if (SharedData.Mbpp() is not { } tasks)
        {
            return;
        }

        (string Id, JsonElement Tests, string Right, string Wrong)[] cases = [.. tasks.Where((_, i) => i % Stride == 0).Select(t =>
        {
            CodeTests tests = CodeTests.Mbpp(Texts(t, "test_imports"), Texts(t, "test_list"));
            string code = Text(t, "code");
            // Every function of the solution, answering None to anything.
            string names = string.Join('\n', code.Split('\n').Where(l => l.StartsWith("def ", StringComparison.Ordinal)).Select(l => $"{l[4..l.IndexOf('(')].Trim()} = lambda *a, **k: None"));
            return (t.GetProperty("task_id").ToString(), tests.ToJson(), code, names);
        })];
        (string Id, Verdict Verdict)[] right = await JudgeAsync(cases.Select(c => (c.Id, c.Tests, c.Right)));
        (string Id, Verdict Verdict)[] wrong = await JudgeAsync(cases.Select(c => (c.Id, c.Tests, c.Wrong)));

        Assert.All(right, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Correct, $"{r.Id}: {r.Verdict}"));
        Assert.All(wrong, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Incorrect, $"{r.Id}: {r.Verdict}"));
    }

    [Fact]
    public async Task Contest_problems_accept_their_outputs_and_refuse_hard_coded_examples_and_off_by_ones()
    {
        if (SharedData.Contests() is not { } problems)
        {
            return;
        }

        // The data has no solutions: a look-up table of the outputs stands for a right program, and shows the judging alone.
        var right = new List<(string, JsonElement, string)>();
        var wrong = new List<(string, JsonElement, string)>();
        for (int i = 0; i < problems.Count; i += 3 * Stride)
        {
            JsonElement raw = problems[i].GetProperty("tests");
            string[] inputs = Texts(raw, "inputs"), outputs = Texts(raw, "outputs");
            JsonElement tests = CodeTests.Contest(inputs, outputs).ToJson();
            string table = $"import sys, json\ntable = json.loads({JsonSerializer.Serialize(JsonSerializer.Serialize(inputs.Zip(outputs).GroupBy(p => p.First).ToDictionary(g => g.Key, g => g.First().Second)))})\n";
            right.Add(($"{i}", tests, table + "print(table[sys.stdin.read()])"));
            string last = JsonSerializer.Serialize(JsonSerializer.Serialize(outputs[0]));
            wrong.Add(($"{i} one word more", tests, table + "print(table[sys.stdin.read()], 1)"));
            if (outputs.Select(o => o.Trim()).Distinct().Count() > 1)
            {
                wrong.Add(($"{i} example", tests, $"import json\nprint(json.loads({last}))"));
            }
        }

        Assert.All(await JudgeAsync(right), r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Correct, $"{r.Id}: {r.Verdict}"));
        Assert.All(await JudgeAsync(wrong), r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Incorrect, $"{r.Id}: {r.Verdict}"));
    }

    private async Task<(string Id, Verdict Verdict)[]> JudgeAsync(IEnumerable<(string Id, JsonElement Tests, string Code)> cases)
    {
        var verifier = new CodeVerifier(sandbox.Sandbox);
        return await Task.WhenAll(cases.Select(async c => (c.Id, await verifier.JudgeAsync(
            new VerificationCase { Domain = Domain.Code, Tests = c.Tests, Prediction = c.Code, PredictionIsText = false }, CancellationToken.None))));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];
}
