using System.Globalization;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Benchmarks.Answers;

/// <summary>The dearest of the hostile pairs, in processor time of the judging thread: the least of several rounds, after warm-up.</summary>
internal static class AnswerHostility
{
    private const int Rounds = 5;
    private const double MostMilliseconds = 20;

    /// <summary>Prints the maximum and the dearest pairs; exit code 1 when a pair takes more than 20 ms or has no verdict.</summary>
    public static async Task<int> Run()
    {
        var verifiers = AnswerVerifiers.Set();
        var times = new List<(double Milliseconds, string Name, Domain Domain)>();
        var failed = 0;
        foreach (var (name, gold, said, isText) in HostileAnswers.Pairs())
        {
            foreach (var domain in (Domain[])[Domain.Math, Domain.Science, Domain.Mcq, Domain.Exact])
            {
                var item = new VerificationCase { Domain = domain, Gold = gold, Prediction = said, PredictionIsText = isText };
                var best = double.MaxValue;
                for (var round = 0; round < Rounds; round++)
                {
                    var start = ThreadClock.Now();
                    var verdict = await verifiers.JudgeAsync(item, CancellationToken.None);
                    best = Math.Min(best, ThreadClock.Now() - start);
                    if (round == 0 && verdict.Reward is null && !verdict.Detail.Contains("the gold ", StringComparison.Ordinal))
                    {
                        failed++;
                        Console.WriteLine($"no verdict: {name}: {verdict.Detail}");
                    }
                }

                times.Add((best, name, domain));
            }
        }

        times.Sort(static (a, b) => b.Milliseconds.CompareTo(a.Milliseconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times.Count} hostile pairs; max {times[0].Milliseconds:F2} ms, p99 {times[times.Count / 100].Milliseconds:F2} ms, median {times[times.Count / 2].Milliseconds:F3} ms; without a verdict: {failed}"));
        foreach (var (milliseconds, name, domain) in times.Take(15))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{milliseconds,8:F2} ms  {domain}  {name}"));
        }

        return failed > 0 || times[0].Milliseconds > MostMilliseconds ? 1 : 0;
    }
}
