using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.IntegrationTests.CodeSandbox;

[Collection("sandbox")]
public sealed class DataSetTests(SandboxFixture sandbox)
{
    // The whole sets take minutes; without this every fourth task stands for the rest.
    private static readonly int Stride = Environment.GetEnvironmentVariable("GUIDE_FULL_DATA") is null ? 4 : 1;

    [SharedDataFact(PublicProblems.HumanEvalFile)]
    public async Task All_canonical_solutions_of_HumanEval_pass_and_none_that_returns_None()
    {
        var tasks = PublicProblems.HumanEval();
        (string Id, JsonElement Tests, string Right, string Wrong)[] cases = [.. tasks.Select(t =>
        {
            var tests = CodeTests.HumanEval(Text(t, "prompt"), Text(t, "entry_point"), Text(t, "test"));
            return (Text(t, "task_id"), tests.ToJson(), Text(t, "prompt") + Text(t, "canonical_solution"), "    return None\n");
        })];
        var right = await JudgeAsync(cases.Select(c => (c.Id, c.Tests, c.Right)));
        var wrong = await JudgeAsync(cases.Where((_, i) => i % Stride == 0).Select(c => (c.Id, c.Tests, c.Wrong)));

        Assert.Equal(164, right.Length);
        Assert.All(right, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Correct, $"{r.Id}: {r.Verdict}"));
        Assert.All(wrong, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Incorrect, $"{r.Id}: {r.Verdict}"));
    }

    [SharedDataFact(PublicProblems.MbppFile)]
    public async Task All_solutions_of_MBPP_pass_and_none_that_returns_None()
    {
        var tasks = PublicProblems.Mbpp();
        (string Id, JsonElement Tests, string Right, string Wrong)[] cases = [.. tasks.Where((_, i) => i % Stride == 0).Select(t =>
        {
            var tests = CodeTests.Mbpp(Texts(t, "test_imports"), Texts(t, "test_list"));
            var code = Text(t, "code");
            // Every function of the solution, answering None to anything.
            var names = string.Join('\n', code.Split('\n').Where(l => l.StartsWith("def ", StringComparison.Ordinal)).Select(l => $"{l[4..l.IndexOf('(')].Trim()} = lambda *a, **k: None"));
            return (t.GetProperty("task_id").ToString(), tests.ToJson(), code, names);
        })];
        var right = await JudgeAsync(cases.Select(c => (c.Id, c.Tests, c.Right)));
        var wrong = await JudgeAsync(cases.Select(c => (c.Id, c.Tests, c.Wrong)));

        Assert.All(right, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Correct, $"{r.Id}: {r.Verdict}"));
        Assert.All(wrong, r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Incorrect, $"{r.Id}: {r.Verdict}"));
    }

    [SharedDataFact(PublicProblems.ContestsFile)]
    public async Task Contest_problems_accept_their_outputs_and_refuse_hard_coded_examples_and_off_by_ones()
    {
        var problems = PublicProblems.Contests();
        // The data has no solutions: a look-up table of the outputs stands for a right program, and shows the judging alone.
        var right = new List<(string, JsonElement, string)>();
        var wrong = new List<(string, JsonElement, string)>();
        for (var i = 0; i < problems.Count; i += 3 * Stride)
        {
            var raw = problems[i].GetProperty("tests");
            string[] inputs = Texts(raw, "inputs"), outputs = Texts(raw, "outputs");
            var tests = CodeTests.Contest(inputs, outputs).ToJson();
            var table = $"import sys, json\ntable = json.loads({JsonSerializer.Serialize(JsonSerializer.Serialize(inputs.Zip(outputs).GroupBy(p => p.First).ToDictionary(g => g.Key, g => g.First().Second)))})\n";
            right.Add(($"{i}", tests, table + "print(table[sys.stdin.read()])"));
            var last = JsonSerializer.Serialize(JsonSerializer.Serialize(outputs[0]));
            wrong.Add(($"{i} one word more", tests, table + "print(table[sys.stdin.read()], 1)"));
            if (outputs.Select(o => o.Trim()).Distinct().Count() > 1)
            {
                wrong.Add(($"{i} example", tests, $"import json\nprint(json.loads({last}))"));
            }
        }

        Assert.All(await JudgeAsync(right), r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Correct, $"{r.Id}: {r.Verdict}"));
        Assert.All(await JudgeAsync(wrong), r => Assert.True(r.Verdict.Outcome == VerdictOutcome.Incorrect, $"{r.Id}: {r.Verdict}"));
    }

    // The data has no solutions, so these were written for it; a beginning of its text names each problem. Wrong: off by one.
    private static readonly (string Problem, string Language, string Right, string Good, string Bad)[] Solutions =
    [
        ("Polycarp likes squares and cubes", "python",
            """
            import bisect
            likes = sorted({i * i for i in range(1, 31623)} | {i ** 3 for i in range(1, 1001)})
            for _ in range(int(input())):
                print(bisect.bisect_right(likes, int(input())))

            """, "bisect_right", "bisect_left"),
        ("Polycarp likes squares and cubes", "cpp",
            """
            #include <iostream>
            #include <set>
            int main() {
                std::set<long long> likes;
                for (long long i = 1; i * i <= 1000000000; i++) { likes.insert(i * i); if (i <= 1000) likes.insert(i * i * i); }
                int t; std::cin >> t;
                while (t--) { long long n, c = 0; std::cin >> n; for (long long x : likes) c += x <= n; std::cout << c << "\n"; }
            }
            """, "x <= n", "x < n"),
        ("Monocarp wrote down two numbers", "python",
            """
            for _ in range(int(input())):
                keys = []
                for _ in range(2):
                    x, p = input().split()
                    keys.append((len(x) + int(p), x.ljust(7, "0")))
                print("<" if keys[0] < keys[1] else ">" if keys[0] > keys[1] else "=")

            """, "len(x) + int(p)", "len(x) + int(p) // 2"),
        ("You are given an array of n positive integers a_1, a_2, \u2026, a_n. Your task is to calculate the number of arrays", "python",
            """
            n = int(input())
            total, weighted, stack = 1, 0, []
            for i, x in enumerate(map(int, input().split()), 1):
                w = total if i % 2 == 0 else -total
                weighted += w * x
                while stack and stack[-1][0] >= x:
                    v, u = stack.pop()
                    weighted -= u * (v - x)
                    w += u
                stack.append((x, w))
                weighted %= 998244353
                total = (weighted if i % 2 == 0 else -weighted) % 998244353
            print(total)

            """, "(v - x)", "(v - x - 1)"),
    ];

    [SharedDataFact(PublicProblems.ContestsFile)]
    public async Task Solutions_of_contest_problems_are_accepted_and_their_off_by_ones_examples_and_silence_refused()
    {
        var problems = PublicProblems.Contests();
        var right = new List<(string, JsonElement, string)>();
        var wrong = new List<(string, JsonElement, string)>();
        foreach ((var start, var language, var solution, var good, var bad) in Solutions)
        {
            var raw = problems.Single(p => Text(p, "problem").TrimStart().StartsWith(start, StringComparison.Ordinal)).GetProperty("tests");
            string[] inputs = Texts(raw, "inputs"), outputs = Texts(raw, "outputs");
            var count = Math.Min(inputs.Length, Stride == 1 ? int.MaxValue : 12);
            var tests = (CodeTests.Contest(inputs[..count], outputs[..count]) with { Language = language }).ToJson();
            Assert.Contains(good, solution, StringComparison.Ordinal);
            right.Add((start, tests, solution));
            wrong.Add((start + ": off by one", tests, solution.Replace(good, bad, StringComparison.Ordinal)));
            if (language == "python")
            {
                wrong.Add((start + ": example", tests, $"import json\nprint(json.loads({JsonSerializer.Serialize(JsonSerializer.Serialize(outputs[0]))}))"));
                wrong.Add((start + ": nothing", tests, "None"));
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
