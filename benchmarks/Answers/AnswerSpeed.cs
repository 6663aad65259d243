using System.Diagnostics;
using System.Globalization;
using Guide.Answers;
using Guide.Contracts;

namespace Guide.Benchmarks.Answers;

/// <summary>
/// Accuracy and speed of the answer verifiers on the judged cases, per set, beside Math-Verify 0.8's pairs a second (measured once on a comparable machine: compare ratios).
/// One thread, after warm-up, nothing kept between pairs; a pair's time is the least processor time of several rounds, so that a busy machine does not decide.
/// </summary>
internal static class AnswerSpeed
{
    // Pairs a second of Math-Verify, and the factor that is asked for.
    private static readonly Dictionary<string, (double PeerPairsPerSecond, double Factor)> Peers = new(StringComparer.Ordinal)
    {
        ["mathverify"] = (33, 100), ["graderunit"] = (15, 100), ["hard"] = (8, 100), ["hardverify"] = (21, 100), ["mathrewrite"] = (102, 100),
        ["mathreal"] = (637, 30), ["gsm8k"] = (718, 30), ["science"] = (167, 100), ["theoremqa"] = (106, 100), ["mcq"] = (7400, 10),
    };

    // Of processor time.
    private const double WarmUpSeconds = 1.5;
    private const double MeasuredSeconds = 2;

    /// <summary>Prints the table for every *.jsonl in the folder.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length != 1 || !Directory.Exists(arguments[0]))
        {
            await Console.Error.WriteLineAsync("dotnet run -c Release --project benchmarks -- answers FOLDER-OF-JUDGED-CASES");
            return 2;
        }

        Console.WriteLine("| set | pairs | accuracy | false accepts | false rejects | pairs/s (CPU) | × Math-Verify (asked) | p99 ms | max ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var file in Directory.EnumerateFiles(arguments[0], "*.jsonl").Order(StringComparer.Ordinal))
        {
            Console.WriteLine(await Row(file));
        }

        return 0;
    }

    private static async Task<string> Row(string file)
    {
        var verifiers = AnswerVerifiers.Set();
        var cases = JudgedCase.Read(file).ToArray();
        var (counted, right, falseAccepts, falseRejects) = (0, 0, 0, 0);
        foreach (var (_, expected, contested, item) in cases)
        {
            var accepted = (await verifiers.JudgeAsync(item, CancellationToken.None)).Outcome == VerdictOutcome.Correct;
            if (!contested)
            {
                counted++;
                right += accepted == expected ? 1 : 0;
                falseAccepts += accepted && !expected ? 1 : 0;
                falseRejects += !accepted && expected ? 1 : 0;
            }
        }

        var best = new double[cases.Length];
        Array.Fill(best, double.MaxValue);
        async Task<long> Judge(double seconds)
        {
            var (pairs, until) = (0L, ThreadClock.Now() + (seconds * 1000));
            while (ThreadClock.Now() < until)
            {
                for (var i = 0; i < cases.Length; i++)
                {
                    var start = ThreadClock.Now();
                    await verifiers.JudgeAsync(cases[i].Case, CancellationToken.None);
                    best[i] = Math.Min(best[i], ThreadClock.Now() - start);
                }

                pairs += cases.Length;
            }

            return pairs;
        }

        // The compiler's own work is not the verifier's.
        await Judge(WarmUpSeconds);
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var judged = await Judge(MeasuredSeconds);
        process.Refresh();
        var pairsPerSecond = judged / (process.TotalProcessorTime - before).TotalSeconds;
        Array.Sort(best);
        var set = Path.GetFileNameWithoutExtension(file);
        var ratio = Peers.TryGetValue(set, out var peer) ? $"{pairsPerSecond / peer.PeerPairsPerSecond:F0} ({peer.Factor:F0})" : "–";
        return string.Create(CultureInfo.InvariantCulture, $"| {set} | {counted} | {(double)right / counted:F4} | {falseAccepts} | {falseRejects} | {pairsPerSecond:F0} | {ratio} | {best[(int)(best.Length * 0.99)]:F3} | {best[^1]:F2} |");
    }
}
