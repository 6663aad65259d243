using Guide.Answers;
using Guide.Contracts;

namespace Guide.UnitTests.Answers;

/// <summary>Accuracy on the public judged cases.</summary>
public sealed class PublicCasesTests
{
    [SharedDataTheory("verifier-cases")]
    [InlineData("mathverify", 1.0, 1)]
    [InlineData("graderunit", 0.96, 1)]
    [InlineData("hard", 0.96, 1)]
    [InlineData("hardverify", 0.93, 1)]
    [InlineData("mathrewrite", 0.998, 2)]
    [InlineData("mathreal", 0.9975, 1)]
    [InlineData("gsm8k", 1.0, 0)]
    [InlineData("science", 0.99, 1)]
    [InlineData("theoremqa", 0.97, 1)]
    [InlineData("mcq", 0.999, 0)]
    [InlineData("reports", 0.998, 0)]
    public async Task Accuracy_and_false_accepts_meet_the_bound(string set, double accuracy, int mostFalseAccepts)
    {
        var file = SharedData.Find($"verifier-cases/{set}.jsonl");

        // 7.58 % is 0.0758, 7.6 % is within 1 % of it, and 23 % is 0.23: these three labels are wrong.
        // "So the answer is (A) or (B)" names no option: four labels of a regular expression that stops at the first letter.
        string[] wrongLabels = ["tq-Mistral_7B_v-185", "tq-internlm2_20-185", "tq-internlm2_ma-742", "bbh-hyperbaton-46", "bbh-ruin_names-56", "bbh-snarks-36", "bbh-snarks-43"];
        var verifiers = AnswerVerifiers.Set();
        var (judged, right) = (0, 0);
        var falseAccepts = new List<string>();
        foreach (var (id, expected, contested, item) in JudgedCase.Read(file))
        {
            if (contested || wrongLabels.Contains(id))
            {
                continue;
            }

            var verdict = await verifiers.JudgeAsync(item, CancellationToken.None);
            Assert.NotNull(verdict.Reward);
            judged++;
            if ((verdict.Outcome == VerdictOutcome.Correct) == expected)
            {
                right++;
            }
            else if (!expected)
            {
                falseAccepts.Add(id);
            }
        }

        Assert.True(right >= accuracy * judged, $"{set}: {right} of {judged}");
        Assert.True(falseAccepts.Count <= mostFalseAccepts, $"{set}: accepted {string.Join(", ", falseAccepts)}");
    }
}
