namespace Guide.Answers.Extraction;

/// <summary>The line behind the last "####". Refuses a line that denies or leaves its value open.</summary>
internal static class MarkedPlace
{
    private const string Mark = "####";

    /// <summary>The line; an empty one is no answer.</summary>
    public static Finding Find(string text)
    {
        var mark = text.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return Finding.None;
        }

        var start = mark + Mark.Length;
        var end = text.IndexOf('\n', start);
        end = end < 0 ? text.Length : end;
        var line = text[start..end].Trim();

        // As a heading: "#### Final answer", and the answer on the next line.
        if (line.Trim('*', ':', ' ') is "Answer" or "Final Answer" or "Final answer" && end < text.Length)
        {
            var next = text.AsSpan(end).TrimStart();
            start = text.Length - next.Length;
            end = text.IndexOf('\n', start) is > 0 and var stop ? stop : text.Length;
            line = text[start..end].Trim();
        }

        if (line.Length == 0)
        {
            return Finding.Refused("nothing stands behind ####");
        }

        // "#### A #### B": several on one line.
        var head = text.AsSpan(0, mark);
        head = head[(head.LastIndexOf('\n') + 1)..];
        if (head.LastIndexOf(Mark, StringComparison.Ordinal) is >= 0 and var earlier && head[(earlier + Mark.Length)..].Trim() is { Length: > 0 } other && !other.SequenceEqual(line))
        {
            return Finding.Refused("several answers are offered");
        }

        return Phrase.IsOpen(line) || Offers.Behind(text, end, line) ? Finding.Refused("the answer is left open") : (Retraction.Behind(text, end) ?? Correction.Behind(text, end, line)) is { } rest ? Finding.Refused("the answer is taken back", rest) : new Finding(line, null, mark, end);
    }
}
