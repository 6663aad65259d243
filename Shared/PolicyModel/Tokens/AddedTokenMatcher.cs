namespace Guide.PolicyModel.Tokens;

/// <summary>Finds added tokens in a text: leftmost first, the longest of those that begin together.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<char, (string Content, AddedToken Token)[]> _byFirst;

    internal AddedTokenMatcher(IEnumerable<(string Content, AddedToken Token)> tokens) => _byFirst = tokens
        .Where(t => t.Content.Length > 0)
        .GroupBy(t => t.Content[0])
        .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Content.Length).ToArray());

    /// <summary>The text cut into stretches (token null) and added tokens, in order.</summary>
    internal IEnumerable<(string Text, AddedToken? Token)> Cut(string text)
    {
        var last = 0;
        for (var i = 0; i < text.Length && _byFirst.Count > 0;)
        {
            if (Match(text, i) is not { } found)
            {
                i++;
                continue;
            }

            var (start, end) = (i, i + found.Content.Length);
            if (found.Token.SingleWord && !((start == 0 || !IsWord(text[start - 1])) && (end == text.Length || !IsWord(text[end]))))
            {
                i = end; // Found, and not to be cut out: nothing inside it is looked for either.
                continue;
            }

            if (found.Token.StripLeft)
            {
                while (start > last && char.IsWhiteSpace(text[start - 1]))
                {
                    start--;
                }
            }

            if (found.Token.StripRight)
            {
                while (end < text.Length && char.IsWhiteSpace(text[end]))
                {
                    end++;
                }
            }

            if (start > last)
            {
                yield return (text[last..start], null);
            }

            yield return (text[start..end], found.Token);
            i = last = end;
        }

        if (last < text.Length)
        {
            yield return (text[last..], null);
        }
    }

    private (string Content, AddedToken Token)? Match(string text, int at)
    {
        if (!_byFirst.TryGetValue(text[at], out var candidates))
        {
            return null;
        }

        foreach (var candidate in candidates)
        {
            if (string.CompareOrdinal(text, at, candidate.Content, 0, candidate.Content.Length) == 0)
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
