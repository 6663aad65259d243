using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

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

    [Theory]
    [InlineData("#### a b x", "exact: word 3 of 3 differs, 2 expected")]
    [InlineData("#### a", "exact: word 2 of 1 differs, 2 expected")]
    [InlineData("####", "exact: word 1 of 0 differs, 2 expected")]
    [InlineData("#### x b\n c", "exact: word 1 of 3 differs, 2 expected")]
    [InlineData("####\u3000a\tb ", "exact: 2 words agree")]
    public async Task The_verdict_says_which_word_differs_and_how_many_there_are(string completion, string detail)
    {
        var verdict = await new ExactVerifier().JudgeAsync(
            new VerificationCase { Domain = Domain.Exact, Gold = " a\nb", Prediction = completion }, CancellationToken.None);

        Assert.Equal(detail, verdict.Detail);
    }

    [Fact]
    public async Task A_gold_without_a_word_is_an_error()
    {
        var verdict = await new ExactVerifier().JudgeAsync(
            new VerificationCase { Domain = Domain.Exact, Gold = " \n", Prediction = "####" }, CancellationToken.None);

        Assert.Null(verdict.Reward);
    }
}
