using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>A value that is known less well than it is large agrees with nothing, and the verdict says so; functions that agree at points only are named as such.</summary>
public sealed class DrowningTests
{
    private static readonly string[] Drowned = ["e^{300}-e^{300}", "10^{70}\\pi+7-10^{70}\\pi", "\\sqrt{10^{140}+1}-10^{70}", "(\\sqrt2)^{400}-(\\sqrt2)^{400}"];

    private static readonly string[] Golds = ["42", "391", "0.001", "\\frac37", "\\sqrt2", "-3", "\\pi", "50\\%", "5\\text{ cm}", "x=5", "(1,2)", "[1,2]", "x>3", "6.63\\times10^{-34}", "\\frac{1}{2004!}"];

    [Fact]
    public async Task No_expression_is_the_answer_to_several_questions()
    {
        foreach (var said in Drowned)
        {
            var accepted = new List<string>();
            foreach (var gold in Golds)
            {
                foreach (var domain in (Domain[])[Domain.Math, Domain.Science])
                {
                    var verdict = await AnswerVerifiers.Set().JudgeAsync(new VerificationCase { Domain = domain, Gold = gold, Prediction = $"\\boxed{{{said}}}", Format = new AnswerFormat { From = AnswerSources.Boxed } }, CancellationToken.None);
                    if (verdict.Outcome == VerdictOutcome.Correct)
                    {
                        accepted.Add($"{domain} {gold}: {verdict.Detail}");
                    }
                }
            }

            Assert.True(accepted.Count == 0, $"{said}: {string.Join("; ", accepted)}");
        }
    }

    [Theory]
    [InlineData("\\sqrt{x^2+2x+1}", "|x+1|", "by agreement at points")]
    [InlineData("42", "e^{3000}-e^{3000}", "drown in their error bounds")]
    public async Task The_detail_says_how_sure_a_comparison_is(string gold, string said, string note)
    {
        var verdict = await AnswerVerifiers.Set().JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = said, PredictionIsText = false }, CancellationToken.None);

        Assert.Contains(note, verdict.Detail, StringComparison.Ordinal);
    }
}
