using System.Text;
using System.Text.Json;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>Judges Python functions: the trusted test runs in a sandbox of its own and calls the candidate in another one.</summary>
internal sealed class FunctionJudge(Sandbox sandbox)
{
    private const long JudgeMemory = 1L << 30;
    // The trusted test's own time beside the candidate's limits.
    private static readonly TimeSpan JudgeCpu = TimeSpan.FromSeconds(10), JudgeWall = TimeSpan.FromSeconds(30);

    /// <summary>Runs the test against the submission.</summary>
    public async Task<Verdict> JudgeAsync(CodeTests tests, CodeBlock block, CancellationToken cancellationToken)
    {
        if (sandbox.Runtimes.ZygotePython is null)
        {
            return Verdict.Error("Python is not installed here");
        }

        (var relay, var run, var judged) = await sandbox.RunPairAsync(
            async (candidate, judge) =>
            {
                var relay = new CallRelay(candidate, judge, tests.WallLimit, sandbox.Time);
                (var run, var judged) = await relay.RunAsync(CandidateRequest(tests, block), JudgeRequest(tests), cancellationToken);
                return (relay, run, judged);
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        return run.End == RunEnd.Fault || judged.End == RunEnd.Fault ? new(VerdictOutcome.SandboxError, null, run.Fault ?? judged.Fault ?? "")
            : relay.Refused is string refused ? Verdict.Incorrect($"0/{tests.Count} cases; {refused}; memory: {sandbox.MemoryBound}")
            : relay is { Done: true, TestProblem: null } ? Submission.Conclude(tests, relay.Cases, sandbox.MemoryBound, run)
            : Unfinished(relay, judged);
    }

    private static SandboxRequest CandidateRequest(CodeTests tests, CodeBlock block) => new()
    {
        Zygote = true,
        ErrorTail = true,
        Files = [new("main.py", AgentScripts.Candidate), new("submission.py", Encoding.UTF8.GetBytes(SubmissionText.Of(tests, block.Code)))],
        Limits = CandidateLimits(tests),
    };

    // The relay keeps the wall clock of what the candidate itself takes; here it only ends what outlives the test.
    private static SandboxLimits CandidateLimits(CodeTests tests)
    {
        var limits = Submission.Limits(tests);
        return limits with { Wall = limits.Wall + JudgeWall + TimeSpan.FromSeconds(5) };
    }

    private static SandboxRequest JudgeRequest(CodeTests tests)
    {
        var spec = new
        {
            entry_point = tests.EntryPoint,
            setup = tests.Setup,
            check = tests.Check,
            pytest = tests.Pytest,
            asserts = tests.Asserts,
            calls = tests.Calls?.Select(c => new { args = c.Args, kwargs = c.Kwargs, expected = c.Expected }),
            compare_argument = tests.CompareArgument,
            unordered = tests.Unordered,
            tolerance = tests.Tolerance,
            absolute_tolerance = tests.AbsoluteTolerance,
            wrapped_outputs = tests.WrappedOutputs,
            text_outputs = tests.TextOutputs,
            all_cases = tests.Scoring == CodeScoring.Fraction,
        };
        var limits = Submission.Limits(tests);
        return new()
        {
            Zygote = true,
            Files = [new("main.py", AgentScripts.Judge), new("spec.json", JsonSerializer.SerializeToUtf8Bytes(spec))],
            Limits = limits with { Wall = limits.Wall + JudgeWall, Cpu = limits.Cpu + JudgeCpu, MemoryBytes = JudgeMemory },
        };
    }

    // A test that was well until an answer came (range(10**15), say) was drowned, or ended, by the candidate; one that goes under before, that
    // says itself what is wrong with it, or that only waited for the machine, carries no reward.
    private static Verdict Unfinished(CallRelay relay, SandboxResult judged)
    {
        if (relay.TestProblem is string problem)
        {
            return Verdict.Error($"the test: {problem}");
        }

        var how = $"the test {CallRelay.Describe(judged)}{Submission.LastLine(judged)}";
        return relay.InCallback || relay.CandidateEnded || (relay.Answered && judged.Limit is not "wall") ? Verdict.Incorrect($"{how} on the candidate's values")
            : judged.Limit is "wall" or "cpu" ? new(VerdictOutcome.Timeout, null, how)
            : Verdict.Error(how);
    }
}
