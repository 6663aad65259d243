using System.Globalization;
using System.Text;
using System.Text.Json;
using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// Judges programs. The candidate only ever produces output or claims values inside its sandbox; every comparison happens outside of it:
/// here for standard streams, in a second sandbox that holds the trusted tests for functions.
/// </summary>
public sealed class CodeVerifier(Sandbox sandbox) : IVerifier
{
    /// <summary>Name and version of the judging, wherever its sandbox runs: a change of behaviour is a new version.</summary>
    public const string Release = "code/1";

    private const int DetailLength = 3500;
    private const int LargestForkedInput = 8 << 20;
    // The trusted test's own time beside the candidate's limits.
    private static readonly TimeSpan JudgeCpu = TimeSpan.FromSeconds(10), JudgeWall = TimeSpan.FromSeconds(30);

    private readonly ProgramRunner _programs = new(sandbox);

    /// <inheritdoc/>
    public Domain Domain => Domain.Code;

    /// <inheritdoc/>
    public string Version => Release;

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        try
        {
            if (verificationCase.Tests is not { } json)
            {
                return Verdict.Error("the case has no tests");
            }

            var tests = CodeTests.Parse(json);
            var block = verificationCase.PredictionIsText ? CodeBlock.Last(verificationCase.Prediction) : new(verificationCase.Prediction, "");
            if (block is null)
            {
                return Verdict.FormatError("no code block");
            }

            return tests.Kind == CodeTestKind.Stdio
                ? await JudgeStdioAsync(tests, block, cancellationToken)
                : await JudgeFunctionAsync(tests, block, cancellationToken);
        }
        catch (JsonException exception)
        {
            return Verdict.Error($"the tests cannot be read: {exception.Message}");
        }
        catch (SandboxException exception)
        {
            return new(VerdictOutcome.SandboxError, null, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return new(VerdictOutcome.Timeout, null, "cancelled");
        }
        catch (Exception exception)
        {
            return Verdict.Error($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static SandboxLimits Limits(CodeTests tests)
    {
        // The limit is processor time, so that a busy machine makes nobody wrong; the wall clock catches those who sleep.
        var time = TimeSpan.FromMilliseconds(tests.TimeLimitMs);
        return new() { Wall = (3 * time) + TimeSpan.FromSeconds(1), Cpu = time, MemoryBytes = (long)tests.MemoryLimitMb << 20 };
    }

    private async Task<Verdict> JudgeStdioAsync(CodeTests tests, CodeBlock block, CancellationToken cancellationToken)
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
                : Verdict.Incorrect($"does not compile: {First(compile.ErrorText)}");
        }

        var cases = tests.Cases!;
        if (runtime.Zygote && cases.Count > 1 && !tests.FreshSandbox && cases.All(c => c.Input.Length <= LargestForkedInput))
        {
            return await JudgeForkedAsync(tests, program, cases, cancellationToken);
        }

        var reports = new List<CaseReport>();
        foreach (var test in cases)
        {
            var run = await sandbox.RunAsync(program.Request(Encoding.UTF8.GetBytes(test.Input), Limits(tests)), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (run.End == RunEnd.Fault)
            {
                return new(VerdictOutcome.SandboxError, null, run.Fault ?? "");
            }

            var reason = run.Limit is not null || run.ReturnCode != 0
                ? CallRelay.Describe(run) + Tail(run)
                : OutputComparer.Difference(test.Output, run.OutputText, tests.Compare, tests.Tolerance) is string difference ? $"wrong answer: {difference}" : "";
            reports.Add(new(reason.Length == 0, reason, (long)run.Wall.TotalMilliseconds, run.PeakMemoryBytes));
            if (reason.Length > 0 && tests.Scoring == CodeScoring.All)
            {
                break;
            }
        }

        return Conclude(tests, reports, cases.Count, null);
    }

    /// <summary>All cases in one sandbox, a fork each; a case that spoils it costs a new one.</summary>
    private async Task<Verdict> JudgeForkedAsync(CodeTests tests, PreparedProgram program, IReadOnlyList<StdioCase> cases, CancellationToken cancellationToken)
    {
        var reports = new List<CaseReport>();
        var limits = Limits(tests);
        bool Goes() => reports.Count < cases.Count && (tests.Scoring == CodeScoring.Fraction || reports.All(r => r.Passed));
        while (Goes())
        {
            var left = cases.Count - reports.Count;
            var request = program.Request(default, limits with
            {
                // The driver's own: each case sets its limits, and its wall clock is kept here.
                Wall = (left * limits.Wall) + TimeSpan.FromSeconds(30), Cpu = limits.Cpu + TimeSpan.FromSeconds(60), Processes = limits.Processes + 1,
            }) with { Cases = true };
            var run = await sandbox.WithSlotAsync(
                slot => new CaseSession(slot, limits, sandbox.Time).RunAsync(
                    request,
                    () => Goes() ? Encoding.UTF8.GetBytes(cases[reports.Count].Input) : null,
                    result =>
                    {
                        var reason = result.Reason.Length > 0 ? result.Reason
                            : OutputComparer.Difference(cases[reports.Count].Output, Encoding.UTF8.GetString(result.Output), tests.Compare, tests.Tolerance) is string difference
                                ? $"wrong answer: {difference}" : "";
                        reports.Add(new(reason.Length == 0, reason, (long)result.Wall.TotalMilliseconds, result.MemoryBytes));
                    },
                    cancellationToken),
                cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (run.End == RunEnd.Fault)
            {
                return new(VerdictOutcome.SandboxError, null, run.Fault ?? "");
            }
        }

        return Conclude(tests, reports, cases.Count, null);
    }

    private async Task<Verdict> JudgeFunctionAsync(CodeTests tests, CodeBlock block, CancellationToken cancellationToken)
    {
        if (sandbox.Runtimes.ZygotePython is null)
        {
            return Verdict.Error("Python is not installed here");
        }

        var spec = new
        {
            entry_point = tests.EntryPoint,
            setup = tests.Setup,
            check = tests.Check,
            asserts = tests.Asserts,
            calls = tests.Calls?.Select(c => new { args = c.Args, kwargs = c.Kwargs, expected = c.Expected }),
            compare_argument = tests.CompareArgument,
            unordered = tests.Unordered,
            tolerance = tests.Tolerance,
            all_cases = tests.Scoring == CodeScoring.Fraction,
        };
        var total = (tests.Check is null ? 0 : 1) + (tests.Asserts?.Count ?? 0) + (tests.Calls?.Count ?? 0);
        var limits = Limits(tests);
        var candidateRequest = new SandboxRequest
        {
            Zygote = true,
            Files = [new("main.py", AgentScripts.Candidate), new("submission.py", Encoding.UTF8.GetBytes(Submission(tests, block.Code)))],
            Limits = limits with { AddressSpaceBytes = limits.MemoryBytes + (64L << 20) },
        };
        var judgeRequest = new SandboxRequest
        {
            Zygote = true,
            Files = [new("main.py", AgentScripts.Judge), new("spec.json", JsonSerializer.SerializeToUtf8Bytes(spec))],
            Limits = limits with { Wall = limits.Wall + JudgeWall, Cpu = limits.Cpu + JudgeCpu, MemoryBytes = 1L << 30, AddressSpaceBytes = 1L << 30 },
        };
        (var relay, var run, var judged) = await sandbox.RunPairAsync(
            async (candidate, judge) =>
            {
                var relay = new CallRelay(candidate, judge);
                (var run, var judged) = await relay.RunAsync(candidateRequest, judgeRequest, cancellationToken);
                return (relay, run, judged);
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        if (run.End == RunEnd.Fault || judged.End == RunEnd.Fault)
        {
            return new(VerdictOutcome.SandboxError, null, run.Fault ?? judged.Fault ?? "");
        }

        if (relay.Refused is string refused)
        {
            return Verdict.Incorrect($"0/{total} cases; {refused}; memory: {sandbox.MemoryBound}");
        }

        if (!relay.Done)
        {
            var how = $"the test {CallRelay.Describe(judged)}{Tail(judged)}";
            // A test that was well until an answer came (range(10**15), say) was drowned by the candidate; one that goes under before, or
            // that only waited for the machine, carries no reward.
            return relay.Answered && judged.Limit is not (null or "wall")
                ? Verdict.Incorrect($"{how} on the candidate's values")
                : judged.Limit is "wall" or "cpu" ? new(VerdictOutcome.Timeout, null, how) : Verdict.Error(how);
        }

        return Conclude(tests, relay.Cases, total, run);
    }

    /// <summary>What is loaded in the candidate's sandbox: the code, behind whatever of the prompt it builds on.</summary>
    internal static string Submission(CodeTests tests, string code)
    {
        if (tests.PromptCode is not string prompt)
        {
            return code;
        }

        var name = tests.EntryPoint ?? "";
        var definition = $"def {name}(";
        if (!code.Contains($"def {name}", StringComparison.Ordinal))
        {
            return prompt + code; // A body that continues the prompt.
        }

        // Imports and helpers in front of the function; the function itself comes with the code.
        var at = prompt.IndexOf("\n" + definition, StringComparison.Ordinal);
        return at < 0 ? code : prompt[..(at + 1)] + "\n" + code;
    }

    private Verdict Conclude(CodeTests tests, IReadOnlyList<CaseReport> reports, int total, SandboxResult? run)
    {
        var passed = reports.Count(r => r.Passed);
        var detail = new StringBuilder();
        detail.Append(CultureInfo.InvariantCulture, $"{passed}/{total} cases; memory: {sandbox.MemoryBound}");
        if (run is not null)
        {
            detail.Append(CultureInfo.InvariantCulture, $" {run.PeakMemoryBytes >> 10} KiB; cpu {run.Cpu.TotalMilliseconds:0} ms");
        }

        for (var i = 0; i < reports.Count && detail.Length < DetailLength; i++)
        {
            var report = reports[i];
            detail.Append(CultureInfo.InvariantCulture, $"; {i + 1} {(report.Passed ? "ok" : report.Reason)} {report.Milliseconds} ms");
            if (report.MemoryBytes > 0)
            {
                detail.Append(CultureInfo.InvariantCulture, $" {report.MemoryBytes >> 10} KiB");
            }
        }

        var reward = tests.Scoring == CodeScoring.Fraction ? (double)passed / total : passed == total ? 1 : 0;
        var text = detail.ToString();
        return reward == 1 ? Verdict.Correct(text) : new(VerdictOutcome.Incorrect, reward, text);
    }

    private static string Tail(SandboxResult result)
    {
        var text = result.ErrorText.TrimEnd();
        var last = text[(text.LastIndexOf('\n') + 1)..];
        return last.Length == 0 ? "" : $": {(last.Length > 200 ? last[..200] : last)}";
    }

    private static string First(string text)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? text.Split('\n')[0];
        return line.Length > 300 ? line[..300] : line;
    }
}
