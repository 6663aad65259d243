using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Guide.CodeSandbox.Isolation;

/// <summary>The native programs of the sandbox: built from the embedded sources with the system's C compiler at first use, kept by hash.</summary>
internal sealed record NativeBuild(string Program, string ZygoteLibrary, string ZygoteScript, string Probe)
{
    private static readonly string[] ProgramSources = ["slot.c", "root.c", "keeper.c", "init.c", "seal.c", "io.c"];
    private static readonly string[] LibrarySources = ["zygote.c", "seal.c", "io.c"];
    private static readonly string[] Flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2"];

    /// <summary>Builds, or finds what an earlier use built.</summary>
    /// <param name="cacheFolder">Where builds are kept; null = the user's cache folder.</param>
    /// <param name="privateFolder">Used when the user has none: a folder that nobody else can have made before, or they could plant a program there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SandboxException">No compiler, it fails, or the folder cannot be written.</exception>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public static async Task<NativeBuild> GetAsync(string? cacheFolder, string privateFolder, CancellationToken cancellationToken)
    {
        var compiler = FindCompiler()
            ?? throw new SandboxException("the code sandbox needs a C compiler (Debian: apt-get install gcc libc6-dev)");
        var sources = ReadSources();
        var root = cacheFolder ?? DefaultCacheFolder() ?? privateFolder;
        var folder = Path.Combine(root, Hash(compiler, sources));
        var build = new NativeBuild(
            Path.Combine(folder, "guide-slot"), Path.Combine(folder, "zygote.so"), Path.Combine(folder, "zygote.py"), Path.Combine(folder, "guide-probe"));
        if (File.Exists(build.Program))
        {
            return build;
        }

        try
        {
            await CompileAllAsync(compiler, sources, root, folder, build.Program, cancellationToken);
            return build;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException(
                $"the sandbox's native programs cannot be kept in {root}: {exception.Message} (XDG_CACHE_HOME names another folder)", exception);
        }
    }

    /// <summary>The compiler that would be used; null = none found.</summary>
    public static string? FindCompiler()
    {
        string[] names = ["cc", "gcc", "clang"];
        return names.Select(name => new[] { "/usr/bin", "/usr/local/bin", "/bin" }.Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists))
            .FirstOrDefault(path => path is not null);
    }

    private static string? DefaultCacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return !string.IsNullOrEmpty(cache) ? Path.Combine(cache, "guide", "sandbox")
            : home.Length > 1 && Directory.Exists(home) ? Path.Combine(home, ".cache", "guide", "sandbox")
            : null;
    }

    private static Dictionary<string, byte[]> ReadSources()
    {
        const string Prefix = "sandbox/";
        var assembly = typeof(NativeBuild).Assembly;
        var sources = new Dictionary<string, byte[]>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            sources.Add(name[Prefix.Length..], content);
        }

        return sources;
    }

    private static string Hash(string compiler, Dictionary<string, byte[]> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var target = new FileInfo(compiler);
        // The compiler's size stands for its version: asking it costs a process at every start.
        var resolved = target.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? target;
        hash.AppendData(Encoding.UTF8.GetBytes($"{resolved.FullName}\n{resolved.Length}\n{string.Join(' ', Flags)}\n"));
        foreach ((var name, var content) in sources.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{content.Length}\n"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static async Task CompileAllAsync(
        string compiler, Dictionary<string, byte[]> sources, string root, string folder, string program, CancellationToken cancellationToken)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(root, Private);
        var work = Path.Combine(root, "build-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(work, Private);
        try
        {
            foreach ((var name, var content) in sources)
            {
                await File.WriteAllBytesAsync(Path.Combine(work, name), content, cancellationToken);
            }

            await CompileAsync(compiler, work, [.. Flags, "-o", "guide-slot", .. ProgramSources], cancellationToken);
            await CompileAsync(compiler, work, [.. Flags, "-o", "guide-probe", "probe.c"], cancellationToken);
            await CompileAsync(compiler, work, [.. Flags, "-shared", "-fPIC", "-o", "zygote.so", .. LibrarySources], cancellationToken);
            try
            {
                Directory.Move(work, folder);
            }
            catch (IOException) when (File.Exists(program))
            {
                // Another process was faster; its result is the same.
            }
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private static async Task CompileAsync(string compiler, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(compiler, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new SandboxException($"{compiler} does not start");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            var first = error.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? error.Split('\n')[0];
            throw new SandboxException($"the sandbox's native program does not compile with {compiler}: {first} (Debian: apt-get install gcc libc6-dev)");
        }
    }
}
