using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// Judges programs. The candidate only ever produces output or claims values inside its sandbox; every comparison happens outside of it:
/// here for standard streams, in a second sandbox that holds the trusted tests for functions.
/// </summary>
public sealed partial class CodeVerifier(Sandbox sandbox) : IVerifier
{
    /// <summary>Name and version of the judging, wherever its sandbox runs: a change of behaviour is a new version.</summary>
    public const string Release = "code/2";

    private const int DetailLength = 3500;
    private const int LargestForkedInput = 8 << 20;
    private const long LeastOutput = 4 << 20;
    private const int ChannelShare = 64; // what the slot passes on from a channel, in units of the output limit
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
            var block = verificationCase.PredictionIsText
                ? await ProgramAsync(tests, CodeBlock.All(verificationCase.Prediction), cancellationToken)
                : new(verificationCase.Prediction, "");
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
        // Output: what the largest expected output needs twice over, and room for a program that is wrong.
        var expected = tests.Cases?.Max(c => (long)Encoding.UTF8.GetByteCount(c.Output)) ?? 0;
        return new() { OutputBytes = Math.Max(LeastOutput, (2 * expected) + (1 << 20)), Wall = tests.WallLimit, Cpu = TimeSpan.FromMilliseconds(tests.TimeLimitMs), MemoryBytes = (long)tests.MemoryLimitMb << 20 };
    }

    /// <summary>
    /// The block that is the program: in the language asked for or another one that is installed; in Python the last that defines what
    /// the test calls, or reads input, or at least parses and does something. Null = there is no block.
    /// </summary>
    private async Task<CodeBlock?> ProgramAsync(CodeTests tests, IReadOnlyList<CodeBlock> blocks, CancellationToken cancellationToken)
    {
        if (blocks.Count < 2)
        {
            return blocks.Count == 0 ? null : blocks[0];
        }

        var asked = sandbox.Runtimes.Get(tests.Kind == CodeTestKind.Function ? "python" : tests.Language);
        // A block in the shell's language shows how to start the program, unless the shell's is the language asked for.
        bool Runs(CodeBlock block) => block.Language.Length > 0 && sandbox.Runtimes.Get(block.Language) is { } named
            && (named == asked || (tests.Kind == CodeTestKind.Stdio && named.Name != "bash"));
        CodeBlock[] named = [.. blocks.Where(Runs)];
        var left = named.Length > 0 ? named : [.. blocks.Where(b => b.Language.Length == 0)];
        if (left.Length < 2)
        {
            return left.Length == 0 ? blocks[^1] : left[0];
        }

        var language = left[^1].Language.Length > 0 ? sandbox.Runtimes.Get(left[^1].Language) : asked;
        left = [.. left.Where(b => b.Language.Length == 0 || sandbox.Runtimes.Get(b.Language) == language)];
        if (language is not { Zygote: true })
        {
            return left.LastOrDefault(b => b.Code.Contains("main", StringComparison.Ordinal)) ?? left[^1];
        }

        var question = new
        {
            blocks = left.Select(b => b.Code),
            names = tests.Kind == CodeTestKind.Stdio ? []
                : tests.EntryPoint is { } entry ? entry.Split(["().", "."], StringSplitOptions.None)
                : [.. (tests.Asserts ?? []).SelectMany(a => CalledName().Matches(a)).Select(m => m.Value).Distinct()],
            prompt = tests.PromptCode,
        };
        var run = await sandbox.RunAsync(
            new()
            {
                Zygote = true,
                Files = [new("main.py", AgentScripts.Pick), new("blocks.json", JsonSerializer.SerializeToUtf8Bytes(question))],
                Limits = new() { AddressSpaceBytes = (512L + 64) << 20 },
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return int.TryParse(run.OutputText, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < left.Length ? left[at] : left[^1];
    }

    [GeneratedRegex(@"\b[A-Za-z_]\w*(?=\s*\()", RegexOptions.None, 1000)]
    private static partial Regex CalledName();

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
            var run = await sandbox.RunAsync(program.Request(Encoding.UTF8.GetBytes(test.Input), Limits(tests)) with { ErrorTail = true }, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (run.End == RunEnd.Fault)
            {
                return new(VerdictOutcome.SandboxError, null, run.Fault ?? "");
            }

            var reason = run.Limit is not null || run.ReturnCode != 0
                ? CallRelay.Describe(run) + Tail(run)
                : OutputComparer.Difference(test.Output, run.OutputText, tests.Compare, tests.Tolerance, tests.AbsoluteTolerance) is string difference ? $"wrong answer: {difference}" : "";
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
                OutputBytes = Math.Max(limits.OutputBytes, (left * (limits.OutputBytes + (64 << 10)) / ChannelShare) + 1),
            }) with { Cases = true };
            var run = await sandbox.WithSlotAsync(
                slot => new CaseSession(slot, limits, sandbox.Time).RunAsync(
                    request,
                    () => Goes() ? Encoding.UTF8.GetBytes(cases[reports.Count].Input) : null,
                    result =>
                    {
                        var reason = result.Reason.Length > 0 ? result.Reason
                            : OutputComparer.Difference(cases[reports.Count].Output, Encoding.UTF8.GetString(result.Output), tests.Compare, tests.Tolerance, tests.AbsoluteTolerance) is string difference
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
            absolute_tolerance = tests.AbsoluteTolerance,
            wrapped_outputs = tests.WrappedOutputs,
            all_cases = tests.Scoring == CodeScoring.Fraction,
        };
        var total = tests.Count;
        var limits = Limits(tests);
        var candidateRequest = new SandboxRequest
        {
            Zygote = true,
            ErrorTail = true,
            Files = [new("main.py", AgentScripts.Candidate), new("submission.py", Encoding.UTF8.GetBytes(SubmissionText.Of(tests, block.Code)))],
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
