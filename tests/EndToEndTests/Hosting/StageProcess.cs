using System.Diagnostics;
using System.Text;

namespace Guide.EndToEndTests.Hosting;

/// <summary>Runs a stage's own executable to its end.</summary>
internal static class StageProcess
{
    private const string StartedWords = "health and metrics on";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static readonly IReadOnlyDictionary<string, string> Assemblies = new Dictionary<string, string>
    {
        ["producer"] = "Guide.Producer",
        ["rollout"] = "Guide.RolloutConsumer",
        ["verifier"] = "Guide.VerifierConsumer",
        ["hint"] = "Guide.HintConsumer",
        ["learner"] = "Guide.Learner",
    };

    /// <summary>Runs a stage to its end.</summary>
    public static Task<(int ExitCode, string Output, string[] ErrorLines)> RunAsync(string stage, params string[] arguments) =>
        RunAsync([$"{Assemblies[stage]}.dll", .. arguments], signal: null);

    /// <summary>Runs a program of this folder; sends it a signal once it says that it has started.</summary>
    /// <param name="command">Assembly and arguments.</param>
    /// <param name="signal">INT or TERM; null = it ends by itself.</param>
    public static async Task<(int ExitCode, string Output, string[] ErrorLines)> RunAsync(string[] command, string? signal)
    {
        // Whoever runs the tests in the background makes their processes ignore SIGINT; env (coreutils) undoes that.
        var start = new ProcessStartInfo("env")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, command[0]), .. command[1..]])
        {
            start.ArgumentList.Add(argument);
        }

        var (output, error) = (new StringBuilder(), new StringBuilder());
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException canceled)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', command)} did not end within {Limit.TotalSeconds:0} s: {output}{error}", canceled);
        }

        return (process.ExitCode, output.ToString(), error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));

        void Keep(StringBuilder kept, string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (kept)
            {
                kept.Append(line).Append('\n');
            }

            if (signal is not null && line.Contains(StartedWords, StringComparison.Ordinal))
            {
                using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            }
        }
    }
}
