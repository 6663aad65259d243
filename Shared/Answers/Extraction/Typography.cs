using System.Text;

namespace Guide.Answers.Extraction;

/// <summary>The delimiters and the bold type around a box that stands alone in them: without them, so that one sentence is read the same in every type. Displayed boxes stand in their sentence.</summary>
internal static class Typography
{
    private const int MostBoxes = 40;
    private const int Paragraph = 2_000;
    private const int Deepest = 4;

    private static readonly (string Open, string Close)[] Pairs = [("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"), ("**", "**"), ("__", "__"), ("*", "*"), ("_", "_")];

    /// <summary>The text without them; the same object when nothing needed doing.</summary>
    public static string Bare(string text)
    {
        var cuts = new List<(int From, int To, string Instead)>();
        var before = text.Length;
        for (var boxes = 0; boxes < MostBoxes && Box.Last(text, before) is { } box; boxes++)
        {
            before = box.Start;
            var (from, to) = (box.Start, box.End);
            for (var depth = 0; depth < Deepest && Enclosed(text, from, to) is var (open, close, closed); depth++)
            {
                cuts.Add((to, closed, text[to..close].Trim()));
                cuts.Add((open, from, string.Empty));
                (from, to) = (open, closed);
            }

            Join(text, from, to, cuts);
            if (Starts(text.AsSpan(to)))
            {
                cuts.Add((to, to, "."));
            }
        }

        return cuts.Count == 0 ? text : Without(text, cuts);
    }

    // Where the delimiter before begins, where the one behind begins, and behind that; null when no pair stands around it.
    private static (int Open, int Close, int Closed)? Enclosed(string text, int from, int to)
    {
        var left = text.AsSpan(0, from).TrimEnd();
        var right = to;
        while (right < text.Length && (char.IsWhiteSpace(text[right]) || text[right] is '.' or ',' or ';'))
        {
            right++;
        }

        foreach (var (open, close) in Pairs)
        {
            var at = left.Length - open.Length;
            if (at >= 0 && left.EndsWith(open, StringComparison.Ordinal) && string.CompareOrdinal(text, right, close, 0, close.Length) == 0 && !(at > 0 && left[at - 1] == '\\') && (open[0] != '$' || Opens(text, at)))
            {
                return (at, right, right + close.Length);
            }
        }

        return null;
    }

    // A sign of money, or the end of another formula, opens none.
    private static bool Opens(string text, int at)
    {
        var floor = Math.Max(0, at - Paragraph);
        floor = Math.Max(floor, text.LastIndexOf("\n\n", Math.Max(at - 1, 0), StringComparison.Ordinal));
        var part = text.AsSpan(floor, at - floor);
        return (part.Count('$') - part.Count("\\$")) % 2 == 0;
    }

    // A sentence that a line break cuts before the box, or behind it, goes on.
    private static void Join(string text, int from, int to, List<(int From, int To, string Instead)> cuts)
    {
        var left = text.AsSpan(0, from).TrimEnd();
        if (text.AsSpan(left.Length, from - left.Length) is var gap && gap.Count('\n') == 1 && GoesOn(left))
        {
            cuts.Add((left.Length, from, " "));
        }

        var right = to;
        while (right < text.Length && char.IsWhiteSpace(text[right]))
        {
            right++;
        }

        if (right < text.Length && text.AsSpan(to, right - to).Count('\n') == 1 && char.IsAsciiLetterLower(text[right]) && char.IsAsciiLetter(right + 1 < text.Length ? text[right + 1] : 'a'))
        {
            cuts.Add((to, right, " "));
        }
    }

    // "\boxed{28} Let me know if anything is unclear!": a sentence of its own.
    private static bool Starts(ReadOnlySpan<char> behind)
    {
        var line = behind[..(behind.IndexOf('\n') is >= 0 and var stop ? stop : behind.Length)];
        return line is [' ', >= 'A' and <= 'Z', >= 'a' and <= 'z', ..] && line.Trim().Count(' ') >= 3;
    }

    // A line of running text without its stop; no heading.
    private static bool GoesOn(ReadOnlySpan<char> before)
    {
        var line = before[(before.LastIndexOf('\n') + 1)..];
        var word = Words.LastOf(line.TrimEnd(','));
        return word.Length > 0 && char.IsAsciiLetterLower(word[0]) && line.TrimStart() is [not '#', ..] && line.Trim().Contains(' ');
    }

    private static string Without(string text, List<(int From, int To, string Instead)> cuts)
    {
        cuts.Sort(static (a, b) => a.From.CompareTo(b.From));
        var output = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (from, to, instead) in cuts)
        {
            if (from >= at)
            {
                output.Append(text, at, from - at).Append(instead);
                at = to;
            }
        }

        return output.Append(text, at, text.Length - at).ToString();
    }
}
