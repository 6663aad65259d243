using Guide.Contracts;

namespace Guide.UnitTests.Contracts;

public sealed class LoneSurrogatesTests
{
    [Theory]
    [InlineData("""["a"]""", """["a"]""")]
    [InlineData("""["\ud83d\ude00"]""", """["\ud83d\ude00"]""")]
    [InlineData("""["\ud83d"]""", """["\ufffd"]""")]
    [InlineData("""["\uDE00\uD83D"]""", """["\ufffd\ufffd"]""")]
    [InlineData("""["\\ud83d"]""", """["\\ud83d"]""")]
    [InlineData("""["\\\ud83dx"]""", """["\\\ufffdx"]""")]
    [InlineData("""{"\ud800": "\u00e9\n"}""", """{"\ufffd": "\u00e9\n"}""")]
    public void Half_of_a_pair_becomes_a_replacement_character(string json, string expected) => Assert.Equal(expected, LoneSurrogates.Replace(json));
}
