using Guide.Contracts;
using Guide.Verification;

namespace Guide.UnitTests.Verification.Answers;

public sealed class ExactVerifierTests
{
    [Theory]
    [InlineData("+ 2 6 #### 6 9 2 5 9 .", VerdictOutcome.Correct)]
    [InlineData("####   6\n9 2 5 9 .", VerdictOutcome.Correct)]
    [InlineData("#### 6 9 2 5 9 . 1", VerdictOutcome.Incorrect)]
    [InlineData("#### 6 9 2 5", VerdictOutcome.Incorrect)]
    [InlineData("#### 6 9 2 5 8 . #### 6 9 2 5 9 .", VerdictOutcome.Incorrect)]
    [InlineData("6 9 2 5 9 .", VerdictOutcome.FormatError)]
    [InlineData("", VerdictOutcome.FormatError)]
    public async Task The_words_behind_the_first_mark_decide(string completion, VerdictOutcome expected)
    {
        var verdict = await new ExactVerifier().JudgeAsync(
            new VerificationCase { Domain = Domain.Exact, Gold = "6 9 2 5 9 .", Prediction = completion }, CancellationToken.None);

        Assert.Equal(expected, verdict.Outcome);
    }
}
