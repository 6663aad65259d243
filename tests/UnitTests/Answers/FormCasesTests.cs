using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>Cases by kind of form, written with their verdicts before the rules were mended: kind, domain, same, gold, said, problem. All but those that docs/lab-log.md names hold.</summary>
public sealed class FormCasesTests
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    public static TheoryData<int, string> Cases() => CaseFile.Tests("form-cases.tsv");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_form_gets_its_verdict(int lineNumber, string line)
    {
        var fields = line.Split('\t');
        var verdict = await Verifiers.JudgeAsync(
            new VerificationCase { Domain = Enum.Parse<Domain>(fields[1], ignoreCase: true), Gold = fields[3], Prediction = fields[4], PredictionIsText = false, Problem = fields[5].Length > 0 ? fields[5] : null },
            CancellationToken.None);

        Assert.NotNull(verdict.Reward);
        Assert.True((verdict.Outcome == VerdictOutcome.Correct) == (fields[2] == "T"), $"line {lineNumber}: {verdict.Outcome}, {verdict.Detail}");
    }
}
