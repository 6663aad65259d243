using Guide.Answers.Numbers;
using Guide.Answers.Units;

namespace Guide.UnitTests.Answers.Units;

public sealed class UnitTableTests
{
    [Theory]
    [InlineData("kJ", 1000, 1, "m2 kg s-2")]
    [InlineData("min", 60, 1, "s")]
    [InlineData("mm", 1, 1000, "m")]
    [InlineData("kilometers", 1000, 1, "m")]
    [InlineData("°F", 5, 9, "K")]
    [InlineData("kG", 1, 10, "kg s-2 A-1")]
    public void The_table_gives_factor_and_base_units(string name, long top, long bottom, string dimensions)
    {
        var unit = UnitTable.Find(name);

        Assert.NotNull(unit);
        Assert.Equal(Rational.Of(top, bottom), unit.Factor);
        Assert.Equal(Dimensions.Parse(dimensions), unit.Dimensions);
    }

    [Fact]
    public void A_word_that_is_no_base_unit_is_refused_by_name() => Assert.Contains("parsec", Assert.Throws<FormatException>(static () => Dimensions.Parse("parsec2")).Message, StringComparison.Ordinal);
}
