using System.Security.Cryptography;
using System.Text;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;

namespace Guide.CodeSandbox.Judging;

/// <summary>Whether an output is right: by comparison here, or by a problem's own checker in a sandbox that no candidate uses.</summary>
internal sealed class OutputChecker(Sandbox sandbox)
{
    private const string Input = "input.txt", Output = "output.txt", Expected = "answer.txt";
    private const int Right = 0, CheckerFailed = 3, CheckerBroken = 4;

    private static readonly SandboxLimits Limits = new() { Cpu = TimeSpan.FromSeconds(10), Wall = TimeSpan.FromSeconds(40), MemoryBytes = 1L << 30, DiskBytes = 512L << 20 };

    private readonly ProgramRunner _programs = new(sandbox);

    /// <summary>What is wrong with an output, without telling the expected one; empty = it is right.</summary>
    /// <exception cref="SandboxException">The checker's sandbox failed.</exception>
    /// <exception cref="InvalidOperationException">The checker itself is at fault: nothing is known of the output.</exception>
    public async Task<string> ProblemAsync(CodeTests tests, StdioCase test, string output, CancellationToken cancellationToken)
    {
        if (tests.Checker is not { } check)
        {
            return OutputComparer.Difference(test.Output, output, tests) is string difference ? $"wrong answer: {difference}" : "";
        }

        (var code, var why) = await RunAsync(check, test, output, cancellationToken);
        if (code == Right)
        {
            return "";
        }

        if (code is not (CheckerFailed or CheckerBroken))
        {
            return "wrong answer: the checker refuses it";
        }

        // Who is to blame for a checker that goes under? It must be well on the expected output; without one, on whatever is data to it.
        var blameless = test.Output.Length > 0 ? (await RunAsync(check, test, test.Output, cancellationToken)).Code == Right : code == CheckerFailed;
        return blameless ? "wrong answer: the checker cannot read it" : throw new InvalidOperationException($"the checker failed: {why}");
    }

    private async Task<(int Code, string Why)> RunAsync(OutputCheck check, StdioCase test, string output, CancellationToken cancellationToken)
    {
        SandboxFile[] texts = [Text(Input, test.Input), Text(Output, output), Text(Expected, test.Output)];
        SandboxFile[] files = [.. (check.Files ?? new Dictionary<string, string>()).Select(f => Text(f.Key, f.Value))];
        var runtime = sandbox.Runtimes.Get(check.Language) ?? throw new InvalidOperationException($"the checker's language {check.Language} is not installed here");
        SandboxRequest request;
        string? word = null;
        if (runtime.Zygote && check.Code.Contains("def check(", StringComparison.Ordinal))
        {
            // Right is what ends so and knows the word: an output that a check runs by mistake may end it, and cannot have read it.
            word = RandomNumberGenerator.GetHexString(32);
            request = new() { Zygote = true, Files = [new("main.py", AgentScripts.Check), Text("checker.py", check.Code), Text("word.txt", word), .. files, .. texts], Limits = Limits };
        }
        else
        {
            var program = await _programs.PrepareAsync(runtime, check.Code, files, ProgramRunner.CompileLimits, cancellationToken);
            if (!program.Compiled)
            {
                throw new InvalidOperationException($"the checker does not compile: {program.Problem}");
            }

            request = program.Request(default, Limits, cold: true);
            request = request with { Command = [.. request.Command, Input, Output, Expected], Files = [.. request.Files, .. texts] };
        }

        var run = await sandbox.RunTrustedAsync(request with { ErrorTail = true }, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return run.End == RunEnd.Fault ? throw new SandboxException(run.Fault ?? "the checker's sandbox failed")
            : run.End == RunEnd.Exited && run.Limit is null && (run.Code != Right || word is null || run.OutputText == word) ? (run.Code, Submission.LastLine(run))
            : (CheckerFailed, CallRelay.Describe(run));
    }

    private static SandboxFile Text(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));
}
