using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>The hand-written claims of answer-cases.tsv, one test each.</summary>
public sealed class AnswerCasesTests
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    public static TheoryData<int, string> Claims() => CaseFile.Tests("answer-cases.tsv");

    [Theory]
    [MemberData(nameof(Claims))]
    public async Task Each_written_claim_about_two_answers_holds(int lineNumber, string line)
    {
        var fields = line.Split('\t');
        var verdict = await Verifiers.JudgeAsync(
            new VerificationCase
            {
                Domain = Enum.Parse<Domain>(fields[0], ignoreCase: true),
                Gold = fields[2],
                Prediction = fields[3].Replace('␤', '\n'),
                PredictionIsText = fields.Length > 4 && fields[4] == "text",
            },
            CancellationToken.None);

        Assert.True(verdict.Reward is not null, $"line {lineNumber}: {verdict.Detail}");
        Assert.True((verdict.Outcome == VerdictOutcome.Correct) == (fields[1] == "T"), $"line {lineNumber}: {verdict.Detail}");
    }
}
