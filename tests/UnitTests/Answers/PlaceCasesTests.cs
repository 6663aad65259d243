using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>The cases of place-cases.tsv: kind, domain, verdict, places ("strict" = the format gate), gold, completion, problem.</summary>
public sealed class PlaceCasesTests
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests", "UnitTests", "Answers", "place-cases.tsv")))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
            {
                cases.Add(number, line);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_place_gives_the_answer_that_stands_there_or_refuses_it(int lineNumber, string line)
    {
        var fields = line.Split('\t');
        var expected = Enum.Parse<VerdictOutcome>(fields[2]);
        var verdict = await Verifiers.JudgeAsync(
            new VerificationCase
            {
                Domain = Enum.Parse<Domain>(fields[1], ignoreCase: true),
                Gold = fields[4],
                Prediction = fields[5].Replace('␤', '\n'),
                Problem = fields.Length > 6 ? fields[6].Replace('␤', '\n') : null,
                Format = fields[3] == "strict" ? new AnswerFormat { Strict = true } : new AnswerFormat { From = AnswerFormat.Sources(fields[3]) },
            },
            CancellationToken.None);

        Assert.NotNull(verdict.Reward);
        Assert.True((verdict.Outcome == VerdictOutcome.Correct) == (expected == VerdictOutcome.Correct), $"line {lineNumber}: {verdict.Outcome}, {verdict.Detail}");
        Assert.True(expected != VerdictOutcome.FormatError || verdict.Outcome == VerdictOutcome.FormatError, $"line {lineNumber}: {verdict.Outcome}, {verdict.Detail}");
    }
}
