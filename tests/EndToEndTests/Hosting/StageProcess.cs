using System.Diagnostics;

namespace Guide.EndToEndTests.Hosting;

/// <summary>Runs a stage's own executable to its end.</summary>
internal static class StageProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static readonly IReadOnlyDictionary<string, string> Assemblies = new Dictionary<string, string>
    {
        ["producer"] = "Guide.Producer",
        ["rollout"] = "Guide.RolloutConsumer",
        ["verifier"] = "Guide.VerifierConsumer",
        ["hint"] = "Guide.HintConsumer",
        ["learner"] = "Guide.Learner",
    };

    public static async Task<(int ExitCode, string Output, string[] ErrorLines)> RunAsync(string stage, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, $"{Assemblies[stage]}.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException canceled)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The {stage} stage did not end within {Limit.TotalSeconds:0} s: {await error}", canceled);
        }

        return (process.ExitCode, await output, (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
