using Guide.Answers.Extraction;

namespace Guide.UnitTests.Answers.Extraction;

/// <summary>What the text of a problem says about its answer.</summary>
public sealed class ProblemTextTests
{
    [Theory]
    [InlineData("Let $a$ and $b$ be positive real numbers.", "a b")]
    [InlineData("For positive integers $m$ and $n$, simplify.", "m n")]
    [InlineData("Assume x, y > 0.", "x y")]
    [InlineData("where x is a positive real number", "x")]
    [InlineData("Here $\\lambda > 0$.", "lambda")]
    [InlineData("Let m be not positive.", "")]
    [InlineData("Find x with x > 0.5.", "")]
    [InlineData("How many positive solutions are there?", "")]
    public void Letters_said_positive_are_read(string problem, string letters) =>
        Assert.Equal(letters, string.Join(' ', ProblemText.Of(problem).PositiveLetters.Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("List the roots in increasing order.", true)]
    [InlineData("Find the ordered pair (a, b).", true)]
    [InlineData("The digits of n are in increasing order.", false)]
    [InlineData("Find all x.", false)]
    public void An_order_counts_where_it_is_asked_for(string problem, bool ordered) => Assert.Equal(ordered, ProblemText.Of(problem).WantsOrder);

    [Theory]
    [InlineData("How many centimeters long is it?", "centimeters")]
    [InlineData("How long is the side, in centimeters?", "centimeters")]
    [InlineData("Give your answer in km/h.", "km/h")]
    [InlineData("How many apples are there?", null)]
    [InlineData("How many hours or how many minutes?", null)]
    public void The_unit_asked_for_is_read(string problem, string? unit) => Assert.Equal(unit, ProblemText.Of(problem).AskedUnit?.Name.Trim());
}
