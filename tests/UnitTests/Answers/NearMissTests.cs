using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>Answers that miss by a little are refused; the same answer written otherwise is accepted.</summary>
public sealed class NearMissTests
{
    [Fact]
    public void Answers_that_miss_by_a_digit_a_sign_a_unit_a_bound_or_an_order_are_refused()
    {
        var cases = new NearMisses(new Random(20260101));
        var accepted = new List<string>();
        for (var i = 0; i < 8_000; i++)
        {
            var (gold, _, miss) = cases.Next();
            if (AnswerProperties.Same(gold, miss))
            {
                accepted.Add($"{gold} | {miss}");
            }
        }

        Assert.True(accepted.Count == 0, $"{accepted.Count} accepted: {string.Join("  ", accepted.Take(5))}");
    }

    [Fact]
    public void The_same_answer_written_otherwise_is_accepted()
    {
        var cases = new NearMisses(new Random(20260102));
        var refused = new List<string>();
        for (var i = 0; i < 8_000; i++)
        {
            var (gold, same, _) = cases.Next();
            if (!AnswerProperties.Same(gold, same))
            {
                refused.Add($"{gold} | {same}");
            }
        }

        Assert.True(refused.Count == 0, $"{refused.Count} refused: {string.Join("  ", refused.Take(5))}");
    }

    [Fact]
    public async Task A_completion_that_holds_the_answer_and_does_not_say_it_is_refused_and_one_that_says_it_is_right()
    {
        var cases = new NearMissCompletions(new Random(20260103));
        var wrong = new List<string>();
        for (var i = 0; i < 4_000; i++)
        {
            var (gold, same, miss) = cases.Next();
            wrong.AddRange(await Judge(gold, same) ? [] : [$"refused: {gold} | {same}"]);
            wrong.AddRange(await Judge(gold, miss) ? [$"accepted: {gold} | {miss}"] : []);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong: {string.Join("  ", wrong.Take(5))}");
    }

    private static async Task<bool> Judge(string gold, string completion) =>
        (await AnswerVerifiers.Set().JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = completion, Format = new AnswerFormat { From = AnswerSources.Explicit } }, CancellationToken.None)).Outcome == VerdictOutcome.Correct;
}
