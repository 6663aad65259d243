using Guide.Cli.Reporting;

namespace Guide.UnitTests.Cli;

public sealed class WrappedTextTests
{
    [Fact]
    public void Lines_are_broken_between_words_and_no_word_is_lost()
    {
        Assert.Equal("• one two\n  three\n  four", WrappedText.Of("• one two three four", 10));
        Assert.Equal("a word-that-is-longer-than-the-line b".Replace(" ", "\n  ", StringComparison.Ordinal), WrappedText.Of("a word-that-is-longer-than-the-line b", 8));
        Assert.Equal("as it is", WrappedText.Of("as it is", int.MaxValue));
    }
}
