using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Guide.CodeSandbox.Isolation;

/// <summary>Turns source code into something that runs: one compile per source, in the sandbox too, its result kept by hash.</summary>
public sealed class ProgramRunner(Sandbox sandbox)
{
    private const long CacheBytes = 128L << 20, LargestArtifact = 256L << 20;
    private readonly ConcurrentDictionary<string, byte[]> _artifacts = new();
    private readonly ConcurrentQueue<string> _order = new();
    private long _cached;

    /// <summary>Limits of a compile step unless stated otherwise.</summary>
    public static SandboxLimits CompileLimits { get; } = new()
    {
        Wall = TimeSpan.FromSeconds(120), Cpu = TimeSpan.FromSeconds(60), MemoryBytes = 2L << 30, DiskBytes = LargestArtifact + (128L << 20), OutputBytes = 1L << 20,
    };

    /// <summary>Compiles if the language asks for it.</summary>
    /// <param name="runtime">The language.</param>
    /// <param name="source">Source code.</param>
    /// <param name="files">Further files of the work folder, also seen by the compiler.</param>
    /// <param name="compileLimits">Limits of the compile step.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PreparedProgram> PrepareAsync(
        Runtime runtime, string source, IReadOnlyList<SandboxFile> files, SandboxLimits compileLimits, CancellationToken cancellationToken)
    {
        var main = new SandboxFile(runtime.SourceFile, Encoding.UTF8.GetBytes(source));
        if (runtime.Compile.Count == 0)
        {
            return new(runtime, [main, .. files], null) { Compiled = true };
        }

        var key = Hash(runtime, main, files);
        if (_artifacts.TryGetValue(key, out var artifact))
        {
            return new(runtime, [new SandboxFile(runtime.Artifact!, artifact, Executable: true), .. files], null) { Compiled = true };
        }

        var request = new SandboxRequest
        {
            Command = Fill(runtime, runtime.Compile, compileLimits),
            Environment = Environment(runtime),
            Files = [main, .. files],
            Fetch = [runtime.Artifact!],
            FetchBytes = LargestArtifact,
            Limits = Extend(compileLimits, runtime) with { AddressSpaceBytes = 0 },
        };
        var result = await sandbox.RunAsync(request, cancellationToken);
        if (!result.Succeeded || result.Files[runtime.Artifact!] is not { } built)
        {
            return new(runtime, [], result) { Compiled = false, Problem = Problem(runtime, result) };
        }

        Keep(key, built);
        return new(runtime, [new SandboxFile(runtime.Artifact!, built, Executable: true), .. files], result) { Compiled = true };
    }

    internal static IReadOnlyList<string> Fill(Runtime runtime, IReadOnlyList<string> arguments, SandboxLimits limits)
    {
        var megabytes = Math.Max(1, limits.MemoryBytes >> 20);
        return
        [
            .. arguments.Select(a => a
                .Replace("{program}", runtime.Program, StringComparison.Ordinal)
                .Replace("{folder}", runtime.Folder, StringComparison.Ordinal)
                .Replace("{memory}", megabytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{stack}", Math.Min(megabytes, Runtime.MostStackMegabytes).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)),
        ];
    }

    // Why there is nothing to run, in a line.
    private static string Problem(Runtime runtime, SandboxResult result) =>
        result.Limit is string limit ? $"limit: {limit}"
        : result.Oversized.Contains(runtime.Artifact!) ? $"the binary is larger than {LargestArtifact >> 20} MiB"
        : FirstError(result.ErrorText + result.OutputText) is { Length: > 0 } line ? line
        : $"the compiler ends with {result.ReturnCode} and leaves no {runtime.Artifact}";

    private static string FirstError(string text)
    {
        var lines = text.Split('\n');
        var line = lines.FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault(l => l.Trim().Length > 0) ?? "";
        return line.Length > 300 ? line[..300] : line;
    }

    internal static Dictionary<string, string> Environment(Runtime runtime)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["HOME"] = "/box/run", ["TMPDIR"] = "/tmp", ["LANG"] = "C.UTF-8",
            // What judges of contests say: a program that does not find it reads its input from a file.
            ["ONLINE_JUDGE"] = "true",
            // The libraries of linear algebra would start a thread for each of the machine's processors, which the slot does not have.
            ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1",
        };
        foreach ((var name, var value) in runtime.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    internal static SandboxLimits Extend(SandboxLimits limits, Runtime runtime) => limits with
    {
        MemoryBytes = limits.MemoryBytes + runtime.ExtraMemoryBytes,
        Processes = limits.Processes + runtime.ExtraProcesses,
        AddressSpaceBytes = runtime.LimitAddressSpace ? limits.MemoryBytes : 0,
    };

    private static string Hash(Runtime runtime, SandboxFile main, IReadOnlyList<SandboxFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{runtime.Name}\n{runtime.Program}\n{string.Join('\n', runtime.Compile)}\n"));
        foreach (var file in files.Prepend(main))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\n{file.Content.Length}\n"));
            hash.AppendData(file.Content.Span);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private void Keep(string key, byte[] artifact)
    {
        if (artifact.Length > CacheBytes / 8 || !_artifacts.TryAdd(key, artifact))
        {
            return;
        }

        _order.Enqueue(key);
        Interlocked.Add(ref _cached, artifact.Length);
        while (Interlocked.Read(ref _cached) > CacheBytes && _order.TryDequeue(out var oldest))
        {
            if (_artifacts.TryRemove(oldest, out var dropped))
            {
                Interlocked.Add(ref _cached, -dropped.Length);
            }
        }
    }
}
