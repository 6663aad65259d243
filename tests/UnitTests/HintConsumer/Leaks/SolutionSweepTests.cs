using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.Contracts;
using Guide.HintConsumer.Leaks;
using Guide.HintConsumer.Sources;

using Xunit.Abstractions;

namespace Guide.UnitTests.HintConsumer.Leaks;

/// <summary>
/// Public worked solutions cut into hints: no hint that passes the gate has a number equal to the answer. The check is written apart from
/// the gate: it cuts numbers by hand and compares fractions of whole numbers.
/// </summary>
public sealed class SolutionSweepTests(ITestOutputHelper output)
{
    [SharedDataTheory("prompts/gsm8k_train.jsonl", "prompts/math500.jsonl")]
    [InlineData("prompts/gsm8k_train.jsonl", "question", "answer", null, 7473)]
    [InlineData("prompts/math500.jsonl", "problem", "solution", "answer", 500)]
    public void No_hint_that_passes_has_a_number_equal_to_the_answer(string file, string problem, string solution, string? answer, int count)
    {
        var items = File.ReadLines(SharedData.Find(file)).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        var refused = new int[Levels.Length];
        var made = new int[Levels.Length];
        var leaks = new List<string>();
        Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = 2 }, item =>
        {
            var (asked, worked) = (item.GetProperty(problem).GetString()!, item.GetProperty(solution).GetString()!);
            var gold = answer is null ? worked[(worked.LastIndexOf("####", StringComparison.Ordinal) + 4)..].Trim() : item.GetProperty(answer).GetString()!;
            for (var level = 0; level < Levels.Length; level++)
            {
                if (WorkedSolution.Cut(worked, Levels[level]) is not { } hint)
                {
                    continue;
                }

                Interlocked.Increment(ref made[level]);
                var leak = new LeakCase { Hint = hint, Gold = gold, Domain = Domain.Math, Problem = asked, Solution = worked };
                if (HintGate.Reason(leak) is not null)
                {
                    Interlocked.Increment(ref refused[level]);
                }
                else if (Value(gold) is { } wanted && Values(hint).Contains(wanted))
                {
                    lock (leaks)
                    {
                        leaks.Add($"{gold}: {hint}");
                    }
                }
            }
        });

        for (var level = 0; level < Levels.Length; level++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file} {Levels[level]}: {made[level]} hints, {refused[level]} refused ({(double)refused[level] / made[level]:P1})"));
            Assert.InRange(refused[level], 1, made[level] - 1);
        }

        Assert.Equal(count, items.Count);
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks, the first: {leaks.FirstOrDefault()}");
    }

    private static readonly SolutionCut[] Levels = [SolutionCut.FirstStep, SolutionCut.TwoSteps, SolutionCut.Half];

    private static IEnumerable<(BigInteger, BigInteger)> Values(string text)
    {
        foreach (Match fraction in Regex.Matches(text, @"\\[dt]?frac\s*\{?(?<top>\d{1,18})\}?\s*\{(?<bottom>\d{1,18})\}|\\[dt]?frac(?<top>\d)(?<bottom>\d)|(?<top>\d{1,18})\s*/\s*(?<bottom>\d{1,18})", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            if (Whole(fraction, "bottom") is { IsZero: false } bottom)
            {
                yield return Lowest(Whole(fraction, "top"), bottom);
            }
        }

        // Pieces between anything that is no digit, point or comma, with the letters on both sides looked at.
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]) || (i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or ',')))
            {
                continue;
            }

            var end = i;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
            {
                end++;
            }

            if (Value(text[i..end]) is { } value)
            {
                yield return value;
            }
        }
    }

    private static (BigInteger, BigInteger)? Value(string text)
    {
        text = text.Replace("$", "", StringComparison.Ordinal).Trim();
        if (Regex.Match(text, @"^\\[dt]?frac\{(?<top>\d{1,18})\}\{(?<bottom>\d{1,18})\}$", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } fraction)
        {
            return Lowest(Whole(fraction, "top"), Whole(fraction, "bottom"));
        }

        return decimal.TryParse(text, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000m
            ? Lowest(new BigInteger(decimal.Round(number * 1_000_000_000m)), 1_000_000_000)
            : null;
    }

    private static BigInteger Whole(Match match, string group) => BigInteger.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static (BigInteger, BigInteger) Lowest(BigInteger top, BigInteger bottom)
    {
        var divisor = BigInteger.GreatestCommonDivisor(top, bottom);
        return (top / divisor, bottom / divisor);
    }
}
