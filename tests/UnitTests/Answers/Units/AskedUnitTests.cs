using Guide.Answers.Units;

namespace Guide.UnitTests.Answers.Units;

/// <summary>What a problem asks for: a unit in words, degrees, one kind of things.</summary>
public sealed class AskedUnitTests
{
    [Theory]
    [InlineData("Find the area of the triangle in square meters.", "square meters")]
    [InlineData("What is the speed of the car in kilometers per hour?", "kilometers per hour")]
    [InlineData("How many cubic feet of water does the tank hold?", "cubic feet")]
    [InlineData("A walk takes 5 minutes. Express the distance in miles.", "miles")]
    public void A_unit_in_words_is_read_with_the_grammar_of_units(string problem, string unit)
    {
        var asked = UnitAskedFor.In(problem);
        var expected = UnitParser.Parse(unit)!;

        Assert.NotNull(asked);
        Assert.True(asked.ConvertsTo(expected) && asked.Factor == expected.Factor, $"{asked.Name} for {unit}");
    }

    [Theory]
    [InlineData("How far does it fall in 5 seconds?")]
    [InlineData("The lengths are given in meters and in feet.")]
    [InlineData("Find the length in meters and the area in square meters.")]
    [InlineData("In how many ways can this be done?")]
    public void Nothing_or_more_than_one_unit_asks_for_none(string problem) => Assert.Null(UnitAskedFor.In(problem));

    [Theory]
    [InlineData("Tom has 12 apples and 5 oranges. How many apples are left?", "orange", true)]
    [InlineData("Tom has 12 apples. How many apples are left?", "apple", false)]
    [InlineData("How many of the students are girls?", "girl", false)]
    [InlineData("How many students passed?", "person", false)]
    [InlineData("Find the number of apples.", "orange", false)]
    public void Another_thing_is_no_answer_to_how_many(string problem, string counted, bool another) => Assert.Equal(another, CountedThings.IsAnother(problem, counted));
}
