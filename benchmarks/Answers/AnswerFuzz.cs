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
internal sealed class AnswerFuzz(AnswerMutator mutator, string[] seeds)
{
    private const int SymmetryEvery = 10;
    private const int Shown = 20;
    private static readonly Domain[] Domains = [Domain.Math, Domain.Science, Domain.Math, Domain.Mcq];

    private readonly VerifierSet _verifiers = AnswerVerifiers.Set();
    private long _silent;
    private long _equal;
    private long _unequal;
    private long _asymmetric;
    private long _documented;
    private long _accepted;
    private double _longest;
    private string _longestAnswer = string.Empty;

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
        return await new AnswerFuzz(new AnswerMutator(new Random(random), seeds), seeds).Try(count);
    }

    private async Task<int> Try(long count)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0L; i < count; i++)
        {
            var (seed, answer) = (seeds[(int)(i % seeds.Length)], mutator.Next());
            await Judge(new VerificationCase { Domain = Domains[(int)(i % 4)], Gold = "1/2 " + seed.Replace("\\boxed", string.Empty, StringComparison.Ordinal), Prediction = answer, PredictionIsText = (i & 8) == 0 });
            EqualToItself(answer);
            if (i % SymmetryEvery == 0)
            {
                BothWays(seed, mutator.Next(seed));
            }

            if ((i + 1) % 1_000_000 == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{i + 1} answers, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} damaged answers in {Stopwatch.GetElapsedTime(started).TotalMinutes:F1} min: {_silent} without a verdict, {_equal} equal to themselves, {_unequal} readable and not, {_accepted} accepted; {count / SymmetryEvery} pairs both ways: {_asymmetric} asymmetric, {_documented} more where the gold's form decides; longest {_longest:F2} ms: {_longestAnswer}"));
        return _silent + _unequal > 0 ? 1 : 0;
    }

    // Every answer gets a verdict with a reward; the dearest is kept.
    private async Task Judge(VerificationCase item)
    {
        var start = ThreadClock.Now();
        var verdict = await _verifiers.JudgeAsync(item, CancellationToken.None);
        var elapsed = ThreadClock.Now() - start;
        if (elapsed > _longest)
        {
            // A pause of the runtime is not the pair's: it must be slow twice.
            start = ThreadClock.Now();
            await _verifiers.JudgeAsync(item, CancellationToken.None);
            elapsed = Math.Min(elapsed, ThreadClock.Now() - start);
            (_longest, _longestAnswer) = elapsed > _longest ? (elapsed, item.Prediction) : (_longest, _longestAnswer);
        }

        if (verdict.Reward is null)
        {
            Report(ref _silent, "no verdict", item.Gold!, item.Prediction);
        }

        _accepted += verdict.Reward > 0 ? 1 : 0;
    }

    private void EqualToItself(string answer)
    {
        if (AnswerProperties.Same(answer, answer))
        {
            _equal++;
        }
        else if (AnswerProperties.IsReadable(answer))
        {
            Report(ref _unequal, "not equal to itself", answer, answer);
        }
    }

    private void BothWays(string seed, string other)
    {
        if (AnswerProperties.Same(seed, other) == AnswerProperties.Same(other, seed))
        {
            return;
        }

        if (AnswerProperties.GoldDecides(seed, other))
        {
            _documented++;
        }
        else
        {
            Report(ref _asymmetric, "asymmetric", seed, other);
        }
    }

    private static void Report(ref long count, string what, string gold, string said)
    {
        if (count++ < Shown)
        {
            Console.WriteLine($"{what}: {gold} | {said}");
        }
    }
}
