namespace Guide.PolicyModel.Tokens;

/// <summary>GPT-2's: optionally a leading space and the word pattern, then every byte as a character of <see cref="ByteAlphabet"/>.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    private static readonly PatternPreTokenizer Words = new(
        new TextPattern(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"), SplitBehavior.Isolated, invert: false);

    public IEnumerable<string> Split(IEnumerable<string> pieces, bool atStart)
    {
        if (addPrefixSpace)
        {
            pieces = pieces.Select(p => p.StartsWith(' ') ? p : " " + p);
        }

        return (useRegex ? Words.Split(pieces, atStart) : pieces).Select(ByteAlphabet.Spell);
    }
}
