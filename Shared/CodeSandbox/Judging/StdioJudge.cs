using System.Text;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>Judges programs that read standard input and write standard output: a sandbox for each case, the comparison outside of it.</summary>
internal sealed class StdioJudge(Sandbox sandbox)
{
    private readonly ProgramRunner _programs = new(sandbox);
    private readonly OutputChecker _checker = new(sandbox);

    /// <summary>Compiles if need be and runs the cases, in their order.</summary>
    public async Task<Verdict> JudgeAsync(CodeTests tests, CodeBlock block, CancellationToken cancellationToken)
    {
        var runtime = (block.Language.Length > 0 ? sandbox.Runtimes.Get(block.Language) : null) ?? sandbox.Runtimes.Get(tests.Language);
        if (runtime is null)
        {
            return Verdict.Error($"{tests.Language} is not installed here");
        }

        var program = await _programs.PrepareAsync(runtime, block.Code, [], ProgramRunner.CompileLimits, cancellationToken);
        if (!program.Compiled)
        {
            var compile = program.CompileResult!;
            return compile.End == RunEnd.Fault
                ? new(VerdictOutcome.SandboxError, null, compile.Fault ?? "")
                : Verdict.Incorrect($"does not compile: {program.Problem}");
        }

        var reports = new List<CaseReport>();
        foreach (var test in tests.Cases!)
        {
            var request = program.Request(Encoding.UTF8.GetBytes(test.Input), Submission.Limits(tests)) with { ErrorTail = true };
            var run = await sandbox.RunAsync(request, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (run.End == RunEnd.Fault)
            {
                return new(VerdictOutcome.SandboxError, null, run.Fault ?? "");
            }

            var reason = run.Limit is not null || run.ReturnCode != 0
                ? CallRelay.Describe(run) + Submission.LastLine(run)
                : await _checker.ProblemAsync(tests, test, run.OutputText, cancellationToken);
            reports.Add(new(reason.Length == 0, reason, (long)run.Wall.TotalMilliseconds, run.PeakMemoryBytes));
            if (reason.Length > 0 && tests.Scoring == CodeScoring.All)
            {
                break;
            }
        }

        return Submission.Conclude(tests, reports, sandbox.MemoryBound);
    }
}
