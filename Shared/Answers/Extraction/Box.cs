namespace Guide.Answers.Extraction;

/// <summary>One \boxed{} (or \fbox, \framebox, \colorbox) of a text.</summary>
/// <param name="Start">Where its command begins.</param>
/// <param name="End">Behind its closing brace.</param>
/// <param name="Content">What stands in it.</param>
internal readonly record struct Box(int Start, int End, string Content)
{
    private const int LongestAnswer = 20_000;

    private static readonly string[] Commands = ["\\boxed", "\\fbox", "\\framebox", "\\colorbox"];

    /// <summary>The last box that begins before a position; null when there is none.</summary>
    public static Box? Last(string text, int before)
    {
        for (var looks = 0; looks < 40 && before > 0; looks++)
        {
            var (at, length) = (-1, 0);
            foreach (var command in Commands)
            {
                var found = text.LastIndexOf(command, before - 1, StringComparison.Ordinal);
                if (found > at)
                {
                    (at, length) = (found, command.Length);
                }
            }

            if (at < 0)
            {
                return null;
            }

            // "\\\\boxed" came through one escape too many.
            var start = at > 0 && text[at - 1] == '\\' ? at - 1 : at;
            if (Read(text, start, at + length) is { } box)
            {
                return box;
            }

            // "\boxed" without content, in prose: look further back.
            before = at;
        }

        return null;
    }

    /// <summary>The box whose command begins at a position; null when none does.</summary>
    public static Box? At(string text, int at)
    {
        foreach (var command in Commands)
        {
            if (string.CompareOrdinal(text, at, command, 0, command.Length) == 0)
            {
                return Read(text, at, at + command.Length);
            }
        }

        return null;
    }

    private static Box? Read(string text, int start, int open)
    {
        while (open < text.Length && text[open] == ' ')
        {
            open++;
        }

        if (open >= text.Length)
        {
            return null;
        }

        if (text[open] != '{')
        {
            return Unbraced(text, start, open);
        }

        if (open > 9 && text.AsSpan(start, open - start).TrimEnd(' ').EndsWith("colorbox") && text.IndexOf("}{", open, StringComparison.Ordinal) is > 0 and var second && second - open < 40)
        {
            open = second + 1;
        }

        var limit = Math.Min(text.Length, open + LongestAnswer);
        return Close(text, open, limit) is >= 0 and var close ? new Box(start, close + 1, text[(open + 1)..close]) : Unclosed(text, start, open, limit);
    }

    // \boxed 5, but not "in \boxed as asked".
    private static Box? Unbraced(string text, int start, int open)
    {
        var stop = open;
        while (stop < text.Length && !char.IsWhiteSpace(text[stop]) && text[stop] is not ('$' or ',' or '.' or '}' or '\\' or '`' or '\'' or '"' or ')'))
        {
            stop++;
        }

        return stop > open && (stop == open + 1 || !char.IsAsciiLetter(text[open])) ? new Box(start, stop, text[open..stop]) : null;
    }

    // Where the brace that closes an opening one stands; -1 when none does.
    private static int Close(string text, int open, int limit)
    {
        var depth = 0;
        for (var i = open; i < limit; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < limit && text[i + 1] is '{' or '}' or '\\':
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }

    // Never closed: what stands on the line.
    private static Box? Unclosed(string text, int start, int open, int limit)
    {
        if (open + 1 >= text.Length)
        {
            return null;
        }

        var end = text.IndexOf('\n', open);
        end = end < 0 ? text.Length : end;
        var content = text[(open + 1)..Math.Min(end, limit)];
        var dollar = content.IndexOf('$', StringComparison.Ordinal);
        return new Box(start, end, dollar > 0 ? content[..dollar] : content);
    }
}
