using Guide.Contracts;
using Guide.HintConsumer.Leaks;

namespace Guide.UnitTests.HintConsumer.Leaks;

public sealed class HintGateTests
{
    [Theory]
    [InlineData("Natalia sold 48/2 = <<48/2=24>>24 clips in May.", "72")]
    [InlineData("There are 17 of them.", "7")]
    [InlineData("Use 7.5 and 70.", "7")]
    [InlineData("In 1,072 cases.", "72")]
    [InlineData("x72 is a name.", "72")]
    [InlineData("Half of it is 0.25.", "0.75")]
    public void A_hint_with_other_numbers_may_be_used(string hint, string gold) =>
        Assert.Null(Reason(hint, gold, Domain.Math));

    [Theory]
    [InlineData("She has 7 apples.", "7")]
    [InlineData("It costs $1080.", "1,080.0")]
    [InlineData("5-3 is not 2", "3")]
    [InlineData("so we get -3 in the end", "-3")]
    [InlineData("That is 50/100 of it.", "1/2")]
    [InlineData("It is .5 of it.", "1/2")]
    [InlineData("<<48+24=72>>72 clips", "Natalia sold 72 clips altogether.\n#### 72")]
    [InlineData("is it 1/3?", "\\boxed{1/3}")]
    public void A_hint_with_the_answers_number_is_refused(string hint, string gold) =>
        Assert.NotNull(Reason(hint, gold, Domain.Math));

    [Theory]
    [InlineData("+ M ~ ~ M", "6 9 2 5 9", Domain.Exact, true)]
    [InlineData("the code is 6 9 2 5 9 .", "6 9 2 5 9", Domain.Exact, false)]
    [InlineData("Think of cathode rays.", "cat", Domain.Science, true)]
    [InlineData("A Cat, surely.", "cat", Domain.Science, false)]
    [InlineData("A good answer needs care.", "A", Domain.Mcq, true)]
    [InlineData("Rule out all but (B).", "B", Domain.Mcq, false)]
    [InlineData("Try option b first.", "(B)", Domain.Mcq, false)]
    [InlineData("anything", null, Domain.Code, true)]
    [InlineData("anything \\boxed{5}", "6", Domain.Math, false)]
    public void Other_answers_are_sought_as_whole_words(string hint, string? gold, Domain domain, bool usable) =>
        Assert.Equal(usable, Reason(hint, gold, domain) is null);

    [Fact]
    public void What_is_too_long_or_says_too_much_to_be_checked_is_refused()
    {
        Assert.Contains("nobody checks", Reason(new string('a', HintGate.LongestHint + 1), "7", Domain.Math), StringComparison.Ordinal);
        Assert.Contains("nobody checks", Reason(string.Join(' ', Enumerable.Range(1000, 1550)), "7", Domain.Math), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((")]
    [InlineData("1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1")]
    [InlineData("9^9^9^9^9^9^9^9")]
    [InlineData("\\frac\\frac\\frac\\frac\\frac\\frac\\frac\\sqrt\\sqrt{{{{{{{{")]
    [InlineData("\\")]
    [InlineData("sum of sum of sum of add add add 1 1 1 1 and 2 more than than than")]
    public void Whatever_a_hint_contains_an_answer_comes_back(string hint) =>
        Assert.Null(Record.Exception(() => Reason(string.Concat(Enumerable.Repeat(hint, 40)), "x+y", Domain.Math)));

    private static string? Reason(string hint, string? gold, Domain domain) => HintGate.Reason(new LeakCase { Hint = hint, Gold = gold, Domain = domain });
}
