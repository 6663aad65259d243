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
}
