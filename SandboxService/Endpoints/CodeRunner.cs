using System.Text;

using Guide.CodeSandbox.Isolation;

namespace Guide.SandboxService.Endpoints;

/// <summary>Answers one <c>/run_code</c> request.</summary>
internal sealed class CodeRunner(Sandbox sandbox, SandboxServiceOptions options)
{
    // Timeouts are of the wall clock; several threads may use more processor time than that.
    private const int CpuShare = 2;

    private readonly ProgramRunner _programs = new(sandbox);

    /// <summary>What is wrong with a request; null = nothing.</summary>
    public string? Validate(RunCodeRequest request)
    {
        if (sandbox.Runtimes.Get(request.Language) is null)
        {
            return $"language '{request.Language}' is not one of {string.Join(", ", sandbox.Runtimes.Found.Select(r => r.Name))}";
        }

        if (!(request.RunTimeout > 0 && request.RunTimeout <= options.LongestTimeout.TotalSeconds)
            || !(request.CompileTimeout > 0 && request.CompileTimeout <= options.LongestTimeout.TotalSeconds))
        {
            return $"run_timeout and compile_timeout must be in (0, {options.LongestTimeout.TotalSeconds:0}] seconds";
        }

        if (request.MemoryLimitMb != -1 && request.MemoryLimitMb is < 1 or > 1 << 20)
        {
            return "memory_limit_MB must be -1 or in [1, 1048576]";
        }

        foreach ((var name, var content) in request.Files ?? new Dictionary<string, string?>())
        {
            if (!IsSafe(name))
            {
                return $"'{name}' is no relative path of a file";
            }

            if (content is not null && !Convert.TryFromBase64String(content, new byte[(content.Length * 3 / 4) + 3], out _))
            {
                return $"the content of '{name}' is not base64";
            }
        }

        return (request.FetchFiles ?? []).FirstOrDefault(n => !IsSafe(n)) is string bad ? $"'{bad}' is no relative path of a file" : null;
    }

    /// <summary>Compiles if need be, runs, reports.</summary>
    public async Task<RunCodeResponse> RunAsync(RunCodeRequest request, CancellationToken cancellationToken)
    {
        var runtime = sandbox.Runtimes.Get(request.Language)!;
        var memory = request.MemoryLimitMb > 0 ? (long)request.MemoryLimitMb << 20 : options.DefaultMemoryBytes;
        SandboxFile[] files =
            [.. (request.Files ?? new Dictionary<string, string?>()).Where(f => f.Value is not null).Select(f => new SandboxFile(Normal(f.Key), Convert.FromBase64String(f.Value!)))];
        try
        {
            TimeSpan compileTime = TimeSpan.FromSeconds(request.CompileTimeout), runTime = TimeSpan.FromSeconds(request.RunTimeout);
            var program = await _programs.PrepareAsync(
                runtime, request.Code, files, ProgramRunner.CompileLimits with { Wall = compileTime, Cpu = CpuShare * compileTime }, cancellationToken);
            var compiled = program.CompileResult is { } step ? Result(step)
                : runtime.Compile.Count > 0 ? new("Finished", 0, 0, "", "") : null;
            if (!program.Compiled)
            {
                return program.CompileResult!.End == RunEnd.Fault
                    ? Failure(program.CompileResult.Fault)
                    : new("Failed", "", compiled, null, Environment.MachineName, new Dictionary<string, string>());
            }

            var limits = new SandboxLimits { Wall = runTime, Cpu = CpuShare * runTime, MemoryBytes = memory, OutputBytes = 16L << 20 };
            var run = program.Request(Encoding.UTF8.GetBytes(request.Stdin ?? ""), limits) with { Fetch = [.. (request.FetchFiles ?? []).Select(Normal).Distinct()] };
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
                (request.FetchFiles ?? []).Distinct().Where(name => result.Files[Normal(name)] is not null)
                    .ToDictionary(name => name, name => Convert.ToBase64String(result.Files[Normal(name)]!)));
        }
        catch (SandboxException exception)
        {
            return Failure(exception.Message);
        }
    }

    private static CommandRunResult Result(SandboxResult result) =>
        result.Limit is "wall" or "cpu"
            ? new("TimeLimitExceeded", result.Wall.TotalSeconds, null, result.OutputText, result.ErrorText)
            : new("Finished", result.Wall.TotalSeconds, result.ReturnCode, result.OutputText, result.ErrorText);

    private static RunCodeResponse Failure(string? message) =>
        new("SandboxError", message ?? "", null, null, Environment.MachineName, new Dictionary<string, string>());

    // "./a//b" is "a/b".
    private static string Normal(string name) => string.Join('/', name.Split('/').Where(part => part is not ("" or ".")));

    private static bool IsSafe(string name) =>
        !name.StartsWith('/') && !name.EndsWith('/') && !name.Contains('\0') && name.Split('/').All(part => part != "..")
        && Encoding.UTF8.GetByteCount(name) <= 200 && Normal(name).Length > 0;
}
