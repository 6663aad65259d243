using System.Diagnostics;
using System.Globalization;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Benchmarks.Answers;

/// <summary>
/// Damaged answers by the million: every one gets a verdict with a reward; every readable one equals itself; verify(a, b) = verify(b, a) but where the gold's form decides.
/// The same properties as the unit tests', at length.
/// </summary>
internal static class AnswerFuzz
{
    private const int SymmetryEvery = 10;
    private const int Shown = 20;

    /// <summary>answers-fuzz COUNT [SEED].</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var random = 1;
        if (arguments.Length is < 1 or > 2 || !long.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || (arguments.Length == 2 && !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out random)))
        {
            await Console.Error.WriteLineAsync("dotnet run -c Release --project benchmarks -- answers-fuzz COUNT [SEED]");
            return 2;
        }

        var seeds = File.ReadLines(Path.Combine(Repository.Root, "tests", "UnitTests", "Answers", "answer-cases.tsv")).Where(static line => line.Length > 0 && line[0] != '#').SelectMany(static line => line.Split('\t')[2..4]).Distinct(StringComparer.Ordinal).ToArray();
        var mutator = new AnswerMutator(new Random(random), seeds);
        var verifiers = AnswerVerifiers.Set();
        Domain[] domains = [Domain.Math, Domain.Science, Domain.Math, Domain.Mcq];
        var (exceptions, unequal, documented, asymmetric, equal, accepted) = (0L, 0L, 0L, 0L, 0L, 0L);
        var (longest, longestAnswer) = (0.0, string.Empty);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0L; i < count; i++)
        {
            var seed = seeds[(int)(i % seeds.Length)];
            var answer = mutator.Next();
            var item = new VerificationCase { Domain = domains[(int)(i % 4)], Gold = "1/2 " + seed.Replace("\\boxed", string.Empty, StringComparison.Ordinal), Prediction = answer, PredictionIsText = (i & 8) == 0 };
            var start = ThreadClock.Now();
            var verdict = await verifiers.JudgeAsync(item, CancellationToken.None);
            var elapsed = ThreadClock.Now() - start;
            if (elapsed > longest)
            {
                // A pause of the runtime is not the pair's: it must be slow twice.
                start = ThreadClock.Now();
                await verifiers.JudgeAsync(item, CancellationToken.None);
                elapsed = Math.Min(elapsed, ThreadClock.Now() - start);
                (longest, longestAnswer) = elapsed > longest ? (elapsed, answer) : (longest, longestAnswer);
            }

            if (verdict.Reward is null)
            {
                Report(ref exceptions, "no verdict", item.Gold, answer);
            }

            accepted += verdict.Reward > 0 ? 1 : 0;
            if (AnswerProperties.Same(answer, answer))
            {
                equal++;
            }
            else if (AnswerProperties.IsReadable(answer))
            {
                Report(ref unequal, "not equal to itself", answer, answer);
            }

            if (i % SymmetryEvery == 0)
            {
                var other = mutator.Next(seed);
                if (AnswerProperties.Same(seed, other) != AnswerProperties.Same(other, seed))
                {
                    if (AnswerProperties.GoldDecides(seed, other))
                    {
                        documented++;
                    }
                    else
                    {
                        Report(ref asymmetric, "asymmetric", seed, other);
                    }
                }
            }

            if ((i + 1) % 1_000_000 == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{i + 1} answers, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} damaged answers in {Stopwatch.GetElapsedTime(started).TotalMinutes:F1} min: {exceptions} without a verdict, {equal} equal to themselves, {unequal} readable and not, {accepted} accepted; {count / SymmetryEvery} pairs both ways: {asymmetric} asymmetric, {documented} more where the gold's form decides; longest {longest:F2} ms: {longestAnswer}"));
        return exceptions + unequal > 0 ? 1 : 0;
    }

    private static void Report(ref long count, string what, string gold, string said)
    {
        if (count++ < Shown)
        {
            Console.WriteLine($"{what}: {gold} | {said}");
        }
    }
}
