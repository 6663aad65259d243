using System.Globalization;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>Two values in one completion never pay for both; offered side by side they pay for neither.</summary>
public sealed class HedgePropertyTests
{
    private static readonly string[] Offering =
    [
        "\\boxed{{{0}}} or {1}", "\\boxed{{{0}}} (or {1})", "either \\boxed{{{0}}} or ${1}$", "\\boxed{{{0}}}. Alternatively, ${1}$.", "from \\boxed{{{0}}} to ${1}$", "\\boxed{{{0}}}; ${1}$ is also possible", "Option 1: \\boxed{{{0}}}. Option 2: \\boxed{{{1}}}.",
        "\\boxed{{{0} \\text{{ or }} {1}}}", "<answer>{0} or {1}</answer>", "#### {0} or {1}", "The answer is {0} or {1}.", "\\boxed{{{0}, {1}}}", "It is either {0} or {1}.", "between {0} and {1}",
    ];

    private static readonly string[] Any =
    [
        "\\boxed{{{0}}} \\boxed{{{1}}}", "The answer is {0}. The answer is {1}.", "\\boxed{{{0}}}. The answer is {1}.", "<answer>{0}</answer><answer>{1}</answer>", "#### {0}\n#### {1}", "\\boxed{{{0}}}\n\nQuestion: more?\n\n\\boxed{{{1}}}", "\\boxed{{{0}}} <answer>{1}</answer>", "${0}$, ${1}$", "{0} {1}", "<think>{0}</think>\\boxed{{{1}}}",
        "\\boxed{{{0}={1}}}", "\\boxed{{{0} \\approx {1}}}", "The answer is {0} ({1}).",
    ];

    [Fact]
    public async Task No_completion_with_two_values_is_right_for_both()
    {
        foreach (var (first, second) in Pairs())
        {
            foreach (var form in Offering.Concat(Any))
            {
                var completion = string.Format(CultureInfo.InvariantCulture, form, first, second);
                Assert.False(await Accepts(first, completion) && await Accepts(second, completion), completion);
            }
        }
    }

    [Fact]
    public async Task Values_that_are_offered_side_by_side_are_right_for_neither()
    {
        foreach (var (first, second) in Pairs())
        {
            foreach (var form in Offering)
            {
                var completion = string.Format(CultureInfo.InvariantCulture, form, first, second);
                Assert.False(await Accepts(first, completion) || await Accepts(second, completion), completion);
            }
        }
    }

    private static IEnumerable<(string First, string Second)> Pairs()
    {
        var random = new Random(20261128);
        for (var i = 0; i < 40; i++)
        {
            var first = random.Next(11, 5000);
            yield return (first.ToString(CultureInfo.InvariantCulture), (first + random.Next(first, 9000)).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task<bool> Accepts(string gold, string completion) =>
        (await AnswerVerifiers.Set().JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = completion }, CancellationToken.None)).Outcome == VerdictOutcome.Correct;
}
