using Guide.Answers.Syntax;

namespace Guide.UnitTests.Answers.Syntax;

public sealed class ChineseNumeralsTests
{
    [Theory]
    [InlineData("十二", 12)]
    [InlineData("四十二", 42)]
    [InlineData("一百零五", 105)]
    [InlineData("三百二十", 320)]
    [InlineData("一万", 10_000)]
    [InlineData("三万二千零六", 32_006)]
    [InlineData("两亿", 200_000_000)]
    public void Numerals_are_read_by_their_places(string text, long value) => Assert.Equal(value, ChineseNumerals.Read(text));

    [Theory]
    [InlineData("四二")]
    [InlineData("百")]
    [InlineData("二十三百")]
    [InlineData("大于五")]
    public void What_is_no_numeral_is_none(string text) => Assert.Null(ChineseNumerals.Read(text));
}
