using System.Diagnostics;
using System.Globalization;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Benchmarks.Answers;

/// <summary>Generated answers that miss narrowly, and completions that hold the gold without saying it, by the million; beside each the same answer written otherwise.</summary>
internal static class AnswerNearMisses
{
    private const double MostAccepted = 0.0001;
    private const int CompletionEvery = 4;
    private const int Shown = 30;

    /// <summary>answers-near-misses COUNT [SEED]; exit code 1 when more than .01 % of the misses are accepted.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var seed = 1;
        if (arguments.Length is < 1 or > 2 || !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || (arguments.Length == 2 && !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out seed)))
        {
            await Console.Error.WriteLineAsync("dotnet run -c Release --project benchmarks -- answers-near-misses COUNT [SEED]");
            return 2;
        }

        var started = Stopwatch.GetTimestamp();
        var (answers, completions, verifiers) = (new NearMisses(new Random(seed)), new NearMissCompletions(new Random(seed)), AnswerVerifiers.Set());
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var isText = i % CompletionEvery == 0;
            var (gold, same, miss) = isText ? completions.Next() : answers.Next();
            if (await Accepts(verifiers, gold, miss, isText) && accepted++ < Shown)
            {
                Console.WriteLine($"accepted: {gold} | {miss}");
            }

            if (!await Accepts(verifiers, gold, same, isText) && refused++ < Shown)
            {
                Console.WriteLine($"refused: {gold} | {same}");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} triples, seed {seed}, {Stopwatch.GetElapsedTime(started).TotalMinutes:F1} min: {accepted} misses accepted, {refused} of the same answers refused"));
        return accepted > count * MostAccepted ? 1 : 0;
    }

    private static async Task<bool> Accepts(VerifierSet verifiers, string gold, string said, bool isText)
    {
        var verdict = await verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = said, PredictionIsText = isText, Format = isText ? new AnswerFormat { From = AnswerSources.Explicit } : AnswerFormat.Any }, CancellationToken.None);
        return verdict.Outcome == VerdictOutcome.Correct;
    }
}
