using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>The cases of place-cases.tsv, clause-cases.tsv and sentence-cases.tsv: kind, domain, verdict, places ("strict" = the format gate), gold, completion, problem.</summary>
public sealed class PlaceCasesTests
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    public static TheoryData<int, string> Cases() => CaseFile.Tests("place-cases.tsv");

    public static TheoryData<int, string> Clauses() => CaseFile.Tests("Extraction/clause-cases.tsv");

    public static TheoryData<int, string> Sentences() => CaseFile.Tests("Extraction/sentence-cases.tsv");

    [Theory]
    [MemberData(nameof(Clauses))]
    public Task The_clause_that_holds_a_value_says_whether_it_is_the_answer(int lineNumber, string line) => Each_place_gives_the_answer_that_stands_there_or_refuses_it(lineNumber, line);

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task The_sentence_around_a_value_says_whether_it_counts(int lineNumber, string line) => Each_place_gives_the_answer_that_stands_there_or_refuses_it(lineNumber, line);

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
