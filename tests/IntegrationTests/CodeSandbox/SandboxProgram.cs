using System.Diagnostics;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>The sandbox service's own executable, in a process of its own.</summary>
internal sealed class SandboxProgram : IAsyncDisposable
{
    private const string Announcement = "sandbox: ";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _error;

    private SandboxProgram(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        // As built beside these tests, from its own folder. Whoever runs the tests in the background makes their processes ignore SIGINT;
        // env (coreutils) undoes that.
        var start = new ProcessStartInfo("env")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])["--default-signal=INT", "dotnet", Assembly, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where it says that it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Processor time that it has used, without its slots' processes.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    private static string Assembly => Path.Combine(
        Repository.Root, "SandboxService", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Guide.SandboxService.dll");

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string[] ErrorLines)> RunAsync(params string[] arguments) =>
        RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs it to its end, with more environment variables.</summary>
    public static async Task<(int ExitCode, string Output, string[] ErrorLines)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var program = new SandboxProgram(environment, arguments);
        return await program.EndAsync();
    }

    /// <summary>Starts it; ready when it says where it listens.</summary>
    public static async Task<SandboxProgram> StartAsync(params string[] arguments)
    {
        var program = new SandboxProgram(new Dictionary<string, string>(), arguments);
        using var deadline = new CancellationTokenSource(Limit);
        var line = await program._process.StandardOutput.ReadLineAsync(deadline.Token);
        if (line?.StartsWith(Announcement, StringComparison.Ordinal) != true)
        {
            await program.DisposeAsync();
            throw new InvalidOperationException($"{line} {await program._error}");
        }

        program.Address = new Uri(line[Announcement.Length..].Split(';')[0]);
        return program;
    }

    /// <summary>Sends INT or TERM.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string[] ErrorLines)> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Limit);
        var output = await _process.StandardOutput.ReadToEndAsync(deadline.Token);
        await _process.WaitForExitAsync(deadline.Token);
        return (_process.ExitCode, output, (await _error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
