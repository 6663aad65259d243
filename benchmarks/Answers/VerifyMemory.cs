using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Guide.Benchmarks.Answers;

/// <summary>Peak memory of <c>guide verify</c> in a process of its own, for one line and for many; and that the verdicts come in the order of the cases.</summary>
internal static class VerifyMemory
{
    private static readonly (string Gold, string Said)[] Pairs =
    [
        ("\\frac{1}{2}", "So \\boxed{0.5}"), ("\\{1,2,3\\}", "The answer is $\\{3,2,1\\}$."), ("5 \\text{ cm}", "\\boxed{50\\text{ mm}}"), ("x^2+2x+1", "\\boxed{(x+1)^2}"), ("7", "#### 8"),
    ];

    /// <summary>answers-memory [LINES] [JOBS].</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var lines = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var jobs = arguments.Length > 1 ? arguments[1] : "2";
        var folder = Directory.CreateTempSubdirectory("guide-verify-");
        try
        {
            foreach (var count in (int[])[1, 10_000, lines])
            {
                var (input, output) = (Path.Combine(folder.FullName, "cases.jsonl"), Path.Combine(folder.FullName, "verdicts.jsonl"));
                await File.WriteAllLinesAsync(input, Enumerable.Range(0, count).Select(static i => JsonSerializer.Serialize(new { id = i, domain = "math", gold = Pairs[i % Pairs.Length].Gold, pred = Pairs[i % Pairs.Length].Said })));
                var (code, peak, seconds) = await Measure(input, output, jobs);
                var (read, inOrder) = (0, true);
                foreach (var verdict in File.ReadLines(output))
                {
                    inOrder &= verdict.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{read},"), StringComparison.Ordinal);
                    read++;
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} lines, --jobs {jobs}: exit code {code}, peak resident {peak / 1024} MB, {seconds:F1} s of processor time, {read} verdicts, in order: {inOrder}"));
                if (code != 0 || read != count || !inOrder)
                {
                    return 1;
                }
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Peak in KB, from the kernel's own count, read until the process ends.
    private static async Task<(int Code, long PeakKilobytes, double Seconds)> Measure(string input, string output, string jobs)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Guide.Cli.dll"), "verify", "--input", input, "--output", output, "--jobs", jobs])) ?? throw new InvalidOperationException("dotnet did not start");
        var (peak, seconds) = (0L, 0.0);
        while (!child.HasExited)
        {
            try
            {
                foreach (var line in await File.ReadAllLinesAsync($"/proc/{child.Id}/status"))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    {
                        peak = Math.Max(peak, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
                    }
                }

                child.Refresh();
                seconds = child.TotalProcessorTime.TotalSeconds;
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                break;
            }

            await Task.Delay(20);
        }

        await child.WaitForExitAsync();
        return (child.ExitCode, peak, seconds);
    }
}
