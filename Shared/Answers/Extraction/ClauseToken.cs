namespace Guide.Answers.Extraction;

/// <summary>One part of the words around a box.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Text">The word in small letters, or the sign.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Capital">True for a word that begins with a capital letter, and for a value in a box.</param>
internal readonly record struct ClauseToken(ClausePart Part, string Text, int Start, bool Capital)
{
    private const int Most = 120;

    /// <summary>True for this sign.</summary>
    public bool Is(char sign) => Part == ClausePart.Sign && Text[0] == sign;

    /// <summary>True for one of these words.</summary>
    public bool In(HashSet<string> words) => Part == ClausePart.Word && words.Contains(Text);

    /// <summary>The parts of a text between two positions; a formula that is open at the end counts as what stands before it, and as "=" where it ends with one.</summary>
    public static List<ClauseToken> Read(string text, int from, int to)
    {
        var tokens = new List<ClauseToken>();
        for (var i = from; i < to && tokens.Count < Most;)
        {
            var c = text[i];
            if (char.IsLetter(c))
            {
                i = Word(text, i, to, tokens);
            }
            else if (char.IsAsciiDigit(c))
            {
                i = Number(text, i, to, tokens);
            }
            else if (c == '$' || (c == '\\' && i + 1 < to && text[i + 1] is '(' or '['))
            {
                i = Formula(text, i, to, tokens);
            }
            else if (c == '\\')
            {
                i = Command(text, i, to, tokens);
            }
            else
            {
                if (c is ',' or ';' or ':' or '=' or '(' or ')' or '"' or '“' or '”' or '?' or '!' or '.' or '…' or '%' or '—' or '–' or '≈' or '，' or '；' or '：' || (c == '-' && i > from && text[i - 1] == ' ' && i + 1 < to && text[i + 1] is ' ' or '-'))
                {
                    tokens.Add(new ClauseToken(ClausePart.Sign, Plain(c), i, false));
                }

                i++;
            }
        }

        return tokens;
    }

    private static string Plain(char c) => c switch { '—' or '–' => "-", '≈' => "=", '“' or '”' => "\"", '，' => ",", '；' => ";", '：' => ":", _ => c.ToString() };

    // "it's" is two words, "year's" is one that owns.
    private static int Word(string text, int at, int to, List<ClauseToken> tokens)
    {
        var end = at;
        while (end < to && (char.IsLetter(text[end]) || (text[end] == '-' && end + 1 < to && char.IsLetter(text[end + 1])) || (text[end] is '\'' or '’' && end + 1 < to && char.IsLetter(text[end + 1]))))
        {
            end++;
        }

        var word = text[at..end].ToLowerInvariant().Replace('’', '\'');
        if (word is "it's" or "that's" or "there's" or "here's" or "what's" or "he's" or "she's")
        {
            tokens.Add(new ClauseToken(ClausePart.Word, word[..^2], at, char.IsUpper(text[at])));
            word = "is";
        }

        tokens.Add(new ClauseToken(ClausePart.Word, word, at, char.IsUpper(text[at])));
        return end;
    }

    private static int Number(string text, int at, int to, List<ClauseToken> tokens)
    {
        var end = at;
        while (end < to && (char.IsAsciiDigit(text[end]) || (text[end] is '.' or ',' or '/' && end + 1 < to && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        tokens.Add(new ClauseToken(ClausePart.Value, text[at..end], at, false));
        return end;
    }

    private static int Formula(string text, int at, int to, List<ClauseToken> tokens)
    {
        var open = text[at] == '\\' || (at + 1 < to && text[at + 1] == '$') ? 2 : 1;
        var close = text[at] == '\\' ? (text[at + 1] == '(' ? "\\)" : "\\]") : text.Substring(at, open);
        var end = at + open < to ? text.IndexOf(close, at + open, to - at - open, StringComparison.Ordinal) : -1;
        if (end >= 0 && IsMoney(text.AsSpan(at + open, end - at - open)))
        {
            return at + open;
        }

        if (end >= 0)
        {
            if (end > at + open)
            {
                tokens.Add(new ClauseToken(ClausePart.Value, text[(at + open)..end].Trim(), at, false));
            }

            return end + close.Length;
        }

        // The formula that holds the box: its words, and its last sign.
        if (at + open >= to)
        {
            return to;
        }

        var inner = text.AsSpan(at + open, to - at - open).TrimEnd(" \\,;!&~");
        if (inner.Contains("\\text", StringComparison.Ordinal))
        {
            return at + open;
        }

        if (inner.EndsWith("=") || inner.EndsWith("\\approx") || inner.EndsWith("≈") || inner.EndsWith("\\equiv"))
        {
            tokens.Add(new ClauseToken(ClausePart.Value, inner.ToString(), at, false));
            tokens.Add(new ClauseToken(ClausePart.Sign, "=", at, false));
        }

        return to;
    }

    // "$3900 to share, each boy receives $": two signs of money with running text between.
    private static bool IsMoney(ReadOnlySpan<char> between)
    {
        var words = 0;
        for (var i = 0; i < between.Length && between.IndexOf('\\') < 0; i++)
        {
            var length = Words.LettersOf(between[i..]);
            words += length > 2 ? 1 : 0;
            i += Math.Max(0, length - 1);
        }

        return words > 1;
    }

    // \text{words}, and commands that are values.
    private static int Command(string text, int at, int to, List<ClauseToken> tokens)
    {
        var length = Words.LettersOf(text.AsSpan(at + 1, to - at - 1));
        var name = text.AsSpan(at + 1, length);
        if (length == 0)
        {
            return Math.Min(to, at + 2);
        }

        var end = at + 1 + length;
        if (Box.At(text, at) is { } box && box.End <= to)
        {
            tokens.Add(new ClauseToken(ClausePart.Value, box.Content, at, true));
            return box.End;
        }

        if (name is "frac" or "dfrac" or "tfrac" or "sqrt" or "pi" or "infty" or "binom" or "left")
        {
            while (end < to && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            tokens.Add(new ClauseToken(ClausePart.Value, text[at..end].TrimEnd('.', ',', ';', ':'), at, false));
            return text[end - 1] is '.' or ',' or ';' or ':' && end - 1 > at ? end - 1 : end;
        }

        return end;
    }
}
