namespace Guide.Answers.Extraction;

/// <summary>How far what stands beside a box belongs to it: up to a relation, a stop, a word of running text, or the end of its mathematics.</summary>
internal static class BoxNeighbours
{
    private const int Window = 300;

    // Between these, mathematics starts anew.
    private static readonly string[] Stops =
    [
        "approx", "le", "leq", "leqslant", "ge", "geq", "geqslant", "lt", "gt", "ne", "neq", "equiv", "implies", "impliedby", "Rightarrow", "Longrightarrow", "rightarrow", "longrightarrow", "to", "in", "therefore", "because", "iff", "Leftrightarrow", "quad", "qquad", "sim", "simeq", "cong", "begin", "end", "tag", "label", "text", "textit",
        "mbox", "mathrm", "textrm", "blacksquare", "square", "checkmark", "qed", "Box", "hfill", "notag", "nonumber", "newline", "hspace", "vspace", "item", "cup", "vdots", "boxed", "ldots", "dots", "cdots", "star", "dagger", "n", "t",
    ];

    /// <summary>What stands before a position.</summary>
    public static string Left(string text, int at, bool inside)
    {
        var floor = Math.Max(0, at - Window);
        var depth = 0;
        for (var i = at; i > floor;)
        {
            var c = text[i - 1];
            depth += c switch { '}' => 1, '{' => -1, _ => 0 };
            var escaped = i >= 2 && text[i - 2] == '\\' && !(i >= 3 && text[i - 3] == '\\');
            if (LeavesLeft(text, i, c, escaped) || (depth <= 0 && !(escaped && c is ',' or ';' or ':') && Separates(c)) || c > '\u2e7f')
            {
                return Plain(text[i..at]);
            }

            if (depth <= 0 && char.IsAsciiLetter(c))
            {
                if (WordBefore(text, i, floor, depth, inside) is not { } start)
                {
                    return Plain(text[i..at]);
                }

                i = start;
            }
            else if (char.IsWhiteSpace(c) && !inside)
            {
                return i == at && SignApart(text, i, floor) is { } sign ? sign : Plain(text[i..at]);
            }
            else
            {
                i--;
            }
        }

        return Plain(text[floor..at]);
    }

    /// <summary>What stands behind a position.</summary>
    public static string Right(string text, int at, bool inside)
    {
        var ceiling = Math.Min(text.Length, at + Window);
        var depth = 0;
        var i = at;
        while (i < ceiling)
        {
            var c = text[i];
            depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            if (LeavesRight(text, i, ceiling, c) || (depth <= 0 && (Separates(c) || c is '”' or '(' or '[')) || c > '\u2e7f' || (!inside && c is '\'' or '’'))
            {
                break;
            }

            if (c == '\\' && i + 1 < ceiling && char.IsAsciiLetter(text[i + 1]))
            {
                var length = Words.LettersOf(text.AsSpan(i + 1));
                if (Array.IndexOf(Stops, text.Substring(i + 1, length)) >= 0)
                {
                    break;
                }

                i += 1 + length;
            }
            else if (depth <= 0 && char.IsAsciiLetter(c))
            {
                var length = Words.LettersOf(text.AsSpan(i));
                if (length > 1 && (!inside || length > 3))
                {
                    break;
                }

                i += length;
            }
            else if (char.IsWhiteSpace(c) && !inside && !GoesOn(text, at, i, ceiling))
            {
                break;
            }
            else
            {
                i++;
            }
        }

        return text[at..i];
    }

    private static string Plain(string left) => left.Replace("−", "-", StringComparison.Ordinal);

    // Relations, list commas and quotation marks.
    private static bool Separates(char c) => c is '=' or '<' or '>' or ',' or ';' or ':' or '≈' or '≤' or '≥' or '→' or '⇒' or '∴' or '"' or '“' or '?';

    // The end of the line, of a cell, of the formula or of a sentence.
    private static bool LeavesLeft(string text, int i, char c, bool escaped) =>
        c is '\n' or '&' || (c == '$' && !escaped) || (escaped && c is '(' or '[' or ')' or ']') || (c == '\\' && i >= 2 && text[i - 2] == '\\') || (c == '.' && i < text.Length && char.IsWhiteSpace(text[i]));

    private static bool LeavesRight(string text, int i, int ceiling, char c) =>
        c is '\n' or '&' or '$' || (c == '\\' && i + 1 < ceiling && text[i + 1] is '\\' or ')' or ']' or '(' or '[') || (c == '.' && !(i + 1 < ceiling && char.IsAsciiDigit(text[i + 1])));

    // Where the word or command that ends here begins, if it belongs to the box; null when it does not.
    private static int? WordBefore(string text, int i, int floor, int depth, bool inside)
    {
        var start = i - 1;
        while (start > floor && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        var command = start > 0 && text[start - 1] == '\\';
        var word = text[start..i];
        if (command)
        {
            return Array.IndexOf(Stops, word) >= 0 && !(i < text.Length && text[i] == '{' && depth < 0) ? null : start - 1;
        }

        return (word.Length > 1 && !inside) || (word.Length > 3 && word is not ("sqrt" or "frac")) ? null : start;
    }

    // Outside mathematics only a sign may stand apart: "x = - \boxed{5}". Null when none does.
    private static string? SignApart(string text, int i, int floor)
    {
        if (i < 2 || text[i - 2] is not ('-' or '+' or '−'))
        {
            return null;
        }

        var before = text.AsSpan(floor, i - 2 - floor).TrimEnd(' ');
        return before.EndsWith("=") || text[i - 2] == '−' ? Plain(text[(i - 2)..(i - 1)]) : string.Empty;
    }

    // Outside mathematics it goes on only behind an operator: "\boxed{5} \times 10^3".
    private static bool GoesOn(string text, int at, int i, int ceiling)
    {
        var rest = text.AsSpan(i, ceiling - i).TrimStart();
        var before = text.AsSpan(at, i - at);
        return rest.StartsWith("\\times") || rest.StartsWith("\\cdot") || rest.StartsWith("×") || rest.StartsWith("+ ") || rest.StartsWith("/ ") || before is [.., '+' or '/' or '×'] || before.EndsWith("\\times") || before.EndsWith("\\cdot");
    }
}
