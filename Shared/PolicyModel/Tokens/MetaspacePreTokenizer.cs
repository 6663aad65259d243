namespace Guide.PolicyModel.Tokens;

/// <summary>SentencePiece's: spaces become a visible character, one is put in front, and pieces begin at it.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, string prependScheme, bool split) : IPreTokenizer
{
    private readonly PatternPreTokenizer _splitter = new(TextPattern.Literal(replacement.ToString()), SplitBehavior.MergedWithNext, invert: false);

    public IEnumerable<string> Split(IEnumerable<string> pieces, bool atStart)
    {
        var marked = pieces.Select((piece, index) =>
        {
            var text = piece.Replace(' ', replacement);
            var prepend = prependScheme == "always" || (prependScheme == "first" && atStart && index == 0);
            return prepend && !text.StartsWith(replacement) ? replacement + text : text;
        });
        return split ? _splitter.Split(marked, atStart) : marked;
    }
}
