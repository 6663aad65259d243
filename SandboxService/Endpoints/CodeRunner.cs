using System.Text;

using Guide.CodeSandbox.Isolation;

namespace Guide.SandboxService.Endpoints;

/// <summary>Answers one <c>/run_code</c> request.</summary>
internal sealed class CodeRunner(Sandbox sandbox, SandboxServiceOptions options)
{
    // Timeouts are of the wall clock; several threads may use more processor time than that.
    private const int CpuShare = 2;
    private const double LeastMegabytes = 16, MostMegabytes = 1 << 20;

    private readonly ProgramRunner _programs = new(sandbox);

    /// <summary>What is wrong with a request, with its field in front; null = nothing.</summary>
    public string? Validate(RunCodeRequest request) =>
        request.Code is null ? "code: a text is needed"
        : request.Language is null || sandbox.Runtimes.Get(request.Language) is not { } runtime
            ? $"language: '{request.Language}' is not one of {string.Join(", ", sandbox.Runtimes.Found.Select(r => r.Name))}"
        : request.Args is null || request.Args.Any(a => a is null || a.Contains('\0')) ? "args: a list of texts is needed"
        : (options.ProblemOfTime("run_timeout", request.RunTimeout) ?? options.ProblemOfTime("compile_timeout", request.CompileTimeout)) is { } time ? time
        : request.MemoryLimitMb != -1 && !(request.MemoryLimitMb is >= LeastMegabytes and <= MostMegabytes && double.IsInteger(request.MemoryLimitMb))
            ? $"memory_limit_MB: must be -1 or a whole number in [{LeastMegabytes}, {MostMegabytes}]"
        : (request.Stdin?.Length ?? 0) > Memory(request) ? "stdin: is larger than the memory's limit"
        : RequestFiles.Problem(request.Files, request.FetchFiles, [runtime.SourceFile, .. runtime.Artifact is string artifact ? [artifact] : Array.Empty<string>()], Memory(request));

    private long Memory(RunCodeRequest request) => request.MemoryLimitMb > 0 ? (long)request.MemoryLimitMb << 20 : options.DefaultMemoryBytes;

    /// <summary>Compiles if need be, runs, reports.</summary>
    public async Task<RunCodeResponse> RunAsync(RunCodeRequest request, CancellationToken cancellationToken)
    {
        var runtime = sandbox.Runtimes.Get(request.Language!)!;
        var files = RequestFiles.Decode(request.Files!);
        var fetch = request.FetchFiles!.Select(f => f!).Distinct().ToArray();
        try
        {
            TimeSpan compileTime = TimeSpan.FromSeconds(request.CompileTimeout), runTime = TimeSpan.FromSeconds(request.RunTimeout);
            var program = await _programs.PrepareAsync(
                runtime, request.Code!, files, ProgramRunner.CompileLimits with { Wall = compileTime, Cpu = CpuShare * compileTime }, cancellationToken);
            var compiled = program.CompileResult is { } step ? Result(step)
                : runtime.Compile.Count > 0 ? new("Finished", 0, 0, "", "") : null;
            if (!program.Compiled)
            {
                return program.CompileResult!.End == RunEnd.Fault
                    ? Failure(program.CompileResult.Fault)
                    : new("Failed", "", compiled, null, Environment.MachineName, new Dictionary<string, string>());
            }

            var limits = new SandboxLimits { Wall = runTime, Cpu = CpuShare * runTime, MemoryBytes = Memory(request), OutputBytes = 16L << 20 };
            var run = program.Request(Encoding.UTF8.GetBytes(request.Stdin ?? ""), limits) with { Fetch = [.. fetch.Select(RequestFiles.Normal).Distinct()] };
            run = runtime.TakesArguments ? run with { Command = [.. run.Command, .. request.Args!.Select(a => a!)] } : run;
            var result = await sandbox.RunAsync(run, cancellationToken);
            if (result.End == RunEnd.Fault)
            {
                return Failure(result.Fault);
            }

            return new(
                result.Succeeded ? "Success" : "Failed",
                result.Limit is null or "wall" ? "" : $"limit reached: {result.Limit}",
                compiled,
                Result(result),
                Environment.MachineName,
                RequestFiles.Encode(fetch, result)) { Oversized = result.Oversized };
        }
        catch (SandboxException exception)
        {
            return Failure(exception.Message);
        }
    }

    internal static CommandRunResult Result(SandboxResult result) =>
        result.Limit is "wall" or "cpu"
            ? new("TimeLimitExceeded", result.Wall.TotalSeconds, null, result.OutputText, result.ErrorText)
            : new("Finished", result.Wall.TotalSeconds, result.ReturnCode, result.OutputText, result.ErrorText);

    private static RunCodeResponse Failure(string? message) =>
        new("SandboxError", message ?? "", null, null, Environment.MachineName, new Dictionary<string, string>());
}
