using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.IntegrationTests.CodeSandbox;

[Collection("sandbox")]
public sealed class CodeVerifierTests(SandboxFixture sandbox)
{
    private const string Sum = """{"kind": "stdio", "cases": [{"input": "1 2", "output": "3"}, {"input": "5 5", "output": "10"}], "time_limit_ms": 5000}""";

    [Fact]
    public async Task A_text_without_a_code_block_is_a_format_error()
    {
        var verdict = await JudgeAsync(Sum, "The answer is 3.", text: true);
        Assert.Equal((VerdictOutcome.FormatError, 0), (verdict.Outcome, verdict.Reward));
    }

    [Fact]
    public async Task The_last_code_block_is_judged_in_the_language_it_names()
    {
        const string Text = "First try:\n```python\nprint(3)\n```\nBetter:\n```cpp\n#include <iostream>\nint main(){int a,b;std::cin>>a>>b;std::cout<<a+b;}\n```\n";
        Assert.Equal(VerdictOutcome.Correct, (await JudgeAsync(Sum, Text, text: true)).Outcome);
    }

    [Fact]
    public async Task A_program_that_does_not_compile_is_incorrect()
    {
        var verdict = await JudgeAsync(Sum, "```cpp\nint main( {\n```", text: true);
        Assert.Equal(VerdictOutcome.Incorrect, verdict.Outcome);
        Assert.StartsWith("does not compile", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_failing_case_ends_a_submission_unless_a_fraction_is_asked_for()
    {
        const string Code = "a, b = map(int, input().split())\nprint(10 if a == 5 else 0)";
        var all = await JudgeAsync(Sum, Code);
        var fraction = await JudgeAsync(Sum.Replace("{\"kind\"", "{\"scoring\": \"fraction\", \"kind\"", StringComparison.Ordinal), Code);

        Assert.Equal((VerdictOutcome.Incorrect, 0), (all.Outcome, all.Reward));
        Assert.DoesNotContain("; 2 ", all.Detail, StringComparison.Ordinal);
        Assert.Equal((VerdictOutcome.Incorrect, 0.5), (fraction.Outcome, fraction.Reward));
        Assert.Contains("; 2 ok", fraction.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_works_in_place_is_judged_by_its_argument()
    {
        const string Tests = """{"kind": "function", "entry_point": "Solution().flip", "compare_argument": 0, "calls": [{"args": [[1, 2, 3]], "expected": [3, 2, 1]}]}""";
        Assert.Equal(VerdictOutcome.Correct, (await JudgeAsync(Tests, "class Solution:\n    def flip(self, x):\n        x.reverse()")).Outcome);
        Assert.Equal(VerdictOutcome.Incorrect, (await JudgeAsync(Tests, "class Solution:\n    def flip(self, x):\n        return x[::-1]")).Outcome);
    }

    [Fact]
    public async Task Values_keep_their_exact_types_on_the_way()
    {
        const string Check = """
            def check(candidate):
                for v in (0, -1, 10**400, 1.5, 2.0, "a\u00e9\ud800", b"\x00\xff", (1,), [()], {1: (2,)}, {1, 2}, frozenset({3}), None, True, 1j, range(3)):
                    got = candidate(v)
                    assert type(got) is type(v) and got == v, (v, got)
                assert list(candidate(iter([1, 2]))) == [1, 2]
                try:
                    candidate("raise")
                except KeyError as error:
                    assert "spoon" in str(error)
                else:
                    assert False
            """;
        var tests = JsonSerializer.Serialize(new { kind = "function", entry_point = "same", check = Check });
        var verdict = await JudgeAsync(tests, "def same(x):\n    if x == 'raise': raise KeyError('spoon')\n    return x");
        Assert.True(verdict.Outcome == VerdictOutcome.Correct, verdict.Detail);
    }

    [Fact]
    public async Task A_test_that_never_calls_the_candidate_is_the_verifiers_fault()
    {
        var verdict = await JudgeAsync("""{"kind": "function", "entry_point": "f", "check": "def check(candidate): pass"}""", "def f(): pass");
        Assert.Equal((VerdictOutcome.VerifierError, null), (verdict.Outcome, verdict.Reward));
    }

    [Fact]
    public async Task A_test_that_runs_too_long_by_itself_carries_no_reward()
    {
        var verdict = await JudgeAsync("""{"kind": "function", "entry_point": "f", "time_limit_ms": 500, "setup": "while True: pass", "check": "def check(candidate): candidate()"}""", "def f(): pass");
        Assert.False(verdict.Outcome.IsJudged());
        Assert.Null(verdict.Reward);
    }

    [Fact]
    public async Task A_small_answer_that_drowns_the_test_is_the_candidates_fault()
    {
        const string Tests = """{"kind": "function", "entry_point": "f", "time_limit_ms": 1000, "check": "def check(candidate): assert sum(1 for _ in candidate()) == 3"}""";
        Assert.Equal(VerdictOutcome.Correct, (await JudgeAsync(Tests, "def f(): return range(3)")).Outcome);
        var verdict = await JudgeAsync(Tests, "def f(): return range(10 ** 15)");
        Assert.True(verdict is { Outcome: VerdictOutcome.Incorrect, Reward: 0 }, verdict.ToString());
    }

    [Fact]
    public async Task An_estimate_of_a_large_whole_number_is_not_that_number()
    {
        const string Tests = """{"kind": "function", "entry_point": "f", "calls": [{"args": [], "expected": 1000000000}, {"args": [], "expected": 1000000000}]}""";
        Assert.Equal(VerdictOutcome.Correct, (await JudgeAsync(Tests, "def f(): return 1e9")).Outcome);
        Assert.Equal(VerdictOutcome.Incorrect, (await JudgeAsync(Tests, "def f(): return 1e9 + 100")).Outcome);
        Assert.Equal(VerdictOutcome.Correct, (await JudgeAsync(Tests.Replace("1000000000", "1000000000.0", StringComparison.Ordinal), "def f(): return 1e9 + 100")).Outcome);
    }

    [Theory]
    [InlineData("""{"kind": "stdio", "cases": []}""")]
    [InlineData("""{"kind": "function"}""")]
    [InlineData("""{"kind": "stdio", "cases": [{"input": "", "output": ""}], "time_limit_seconds": 3}""")]
    [InlineData("7")]
    public async Task Tests_that_cannot_be_read_are_an_error_and_no_verdict_on_the_program(string tests)
    {
        Assert.Equal(VerdictOutcome.VerifierError, (await JudgeAsync(tests, "pass")).Outcome);
    }

    [Fact]
    public async Task Many_submissions_at_once_are_all_judged()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => JudgeAsync(Sum, i % 2 == 0 ? "print(sum(map(int, input().split())))" : "print(3)")));
        Assert.All(verdicts.Index(), v => Assert.Equal(v.Index % 2 == 0 ? VerdictOutcome.Correct : VerdictOutcome.Incorrect, v.Item.Outcome));
    }

    private async Task<Verdict> JudgeAsync(string tests, string code, bool text = false) => await new CodeVerifier(sandbox.Sandbox).JudgeAsync(
        new VerificationCase { Domain = Domain.Code, Tests = JsonSerializer.Deserialize<JsonElement>(tests), Prediction = code, PredictionIsText = text },
        CancellationToken.None);
}
