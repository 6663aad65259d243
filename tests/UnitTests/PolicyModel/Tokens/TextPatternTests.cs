using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Pieces as the Rust tokenizers (0.23, Oniguruma) cut them; measured there.</summary>
public sealed class TextPatternTests
{
    private const string Han = "[一-龥\u3040-ゟ゠-ヿ]+";

    [Theory]
    [InlineData(Han, "a漢字 \U0002070e b", new[] { "a", "漢字", " \U0002070e b" })] // Outside [一-龥], though a letter of the same kind.
    [InlineData("[\U00020000-\U0002a6df]+", "漢\U0002070e\U0002070f字", new[] { "漢", "\U0002070e\U0002070f", "字" })]
    [InlineData("[^\U00020000-\U0002a6df]+", "漢\U0002070e字", new[] { "漢", "\U0002070e", "字" })]
    [InlineData("\U0001f600+", "a\U0001f600\U0001f600\ufffd\U0001f601", new[] { "a", "\U0001f600\U0001f600", "\ufffd\U0001f601" })]
    [InlineData("[\U00010400-\U0001044f]", "\U00010400x\U000104b0", new[] { "\U00010400", "x\U000104b0" })]
    [InlineData(@"\s+$", "a \n b ", new[] { "a", " ", "\n b", " " })] // $ is the end of a line.
    [InlineData(@"\p{L}++\p{L}|.", "ab", new[] { "a", "b" })] // Possessive: it gives nothing back.
    [InlineData(@"\p{N}{1,2}+", "12345", new[] { "12345" })] // After an interval + repeats.
    [InlineData("(?i:'s)", "a'\u017fb", new[] { "a", "'\u017f", "b" })]
    [InlineData(@"\w+", "a½-Ⓐ", new[] { "a½", "-", "Ⓐ" })]
    [InlineData(@"[\w]+", "a½b", new[] { "a", "½", "b" })]
    [InlineData(@"(?=b)", "abab", new[] { "a", "ba", "b" })]
    [InlineData(@"\x{1F600}|\u0061", "za\U0001f600", new[] { "z", "a", "\U0001f600" })]
    public void Pieces_are_those_of_the_Rust_tokenizers(string pattern, string text, string[] pieces) =>
        Assert.Equal(pieces, new PatternPreTokenizer(new TextPattern(pattern), SplitBehavior.Isolated, invert: false).Split([text], atStart: true));

    [Theory]
    [InlineData(@"\p{Han}+", "Han")]
    [InlineData("[[:alpha:]]", "class inside a class")]
    [InlineData("[a-c&&b]", "intersection")]
    [InlineData(@"\h", @"\h")]
    [InlineData(@"\X", @"\X")]
    [InlineData(@"(?<name>a)", "(?<na")]
    [InlineData(@"(?s:.)", "(?s")]
    [InlineData(@"(?i)é", "é")]
    [InlineData("a)", ")")]
    [InlineData("(a", "not understood")]
    [InlineData("[a", "do not close")]
    [InlineData("*a", "nothing before it")]
    public void What_is_not_understood_is_refused_by_name(string pattern, string name) =>
        Assert.Contains(name, Assert.Throws<InvalidDataException>(() => new TextPattern(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mark_that_the_Rust_tokenizers_do_not_know_is_not_reordered() => Assert.Equal("q\u0301\u1abf", UnicodeComposition.Compose("q\u0301\u1abf"));
}
