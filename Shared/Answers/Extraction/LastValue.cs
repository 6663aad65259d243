using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>The last mathematics or the last number of a text, whichever comes later.</summary>
internal static class LastValue
{
    private const int MostRemarks = 4;

    private static readonly string[] Nots = ["not", "nor", "nicht", "non", "no", "não", "не"];

    /// <summary>The value, from the places that may be read. What is a remark to another value of its sentence is none: "41.37 after 3 iterations" is 41.37.</summary>
    public static Finding Find(string text, AnswerSources allowed)
    {
        var value = Later(text, allowed);
        for (var denials = 0; denials < MostRemarks && Denied(text, value) is { } cut; denials++)
        {
            value = Later(text[..cut], allowed);
        }

        if (value.At < 0 || Remarks.Begin(text, value.At, value.End) is not { } begin)
        {
            return value;
        }

        var from = Sentence.Start(text, value.At);
        var before = WithoutRemarks(text[from..begin], allowed);
        if (before.At < 0)
        {
            return value;
        }

        return before.Answer is not null && IsUnsaid(text, begin) ? new Finding(null, "the last value is denied or taken back", from + before.At, from + before.End) : before with { At = from + before.At, End = from + before.End };
    }

    /// <summary>True for a value in a list of labelled values line by line, none of which is said to be the answer.</summary>
    public static bool IsListed(string text, int at)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        var stop = text.IndexOf('\n', at);
        var line = text.AsSpan(start, (stop < 0 ? text.Length : stop) - start);
        var before = text.AsSpan(0, start).TrimEnd();
        var previous = before[(before.LastIndexOf('\n') + 1)..];
        return start > 0 && Bullet(line) && Bullet(previous) && previous.IndexOfAnyInRange('0', '9') >= 0 && line[0] == previous[0]
            && !line.ContainsAny('=', '≈') && !Words.Any(line, ["so", "thus", "therefore", "hence", "total", "answer", "result", "final", "finally", "altogether", "sum", "gives", "get"]);
    }

    private static bool Bullet(ReadOnlySpan<char> line) => line is ['-' or '*' or '•', ' ', ..];

    // "36 — not 35, not 37", "x = 3 或 x = -1（舍去）": where the text ends without a value that is denied beside another of its sentence; null otherwise.
    private static int? Denied(string text, Finding value)
    {
        if (value.At <= 0)
        {
            return null;
        }

        var from = Sentence.Start(text, value.At);
        var before = text.AsSpan(from, value.At - from).TrimEnd(" $(");
        var behind = text.AsSpan(value.End, Math.Min(12, text.Length - value.End)).TrimStart(" $(（,，");
        var rejected = behind.StartsWith("舍") || behind.StartsWith("不合") || behind.StartsWith("rejected") || behind.StartsWith("extraneous");
        var no = Words.Closes(before, Nots);
        if ((!rejected && !no) || SentenceValue.Last(text, from, value.At) is not { } other || other.End > from + before.Length)
        {
            return null;
        }

        return no ? from + before.LastIndexOf(' ') + 1 : value.At;
    }

    private static Finding WithoutRemarks(string sentence, AnswerSources allowed)
    {
        var value = Later(sentence, allowed);
        for (var remarks = 0; remarks < MostRemarks && value.At >= 0 && Remarks.Begin(sentence, value.At, value.End) is { } begin && Later(sentence[..begin], allowed) is { At: >= 0 } before; remarks++)
        {
            value = before;
        }

        return value;
    }

    private static Finding Later(string text, AnswerSources allowed)
    {
        var mathematics = allowed.HasFlag(AnswerSources.Mathematics) ? MathematicsPlace.Find(text) : Finding.None;
        var number = allowed.HasFlag(AnswerSources.Number) ? NumberPlace.Find(text) : Finding.None;
        return mathematics.Stands && (!number.Stands || number.At < mathematics.End) ? mathematics : number;
    }

    // What is said behind the remark holds for the value before it.
    private static bool IsUnsaid(string text, int at)
    {
        var stop = Sentence.End(text, at);
        var close = text.AsSpan(at, stop - at).IndexOfAny(')', ']');
        return (close >= 0 && Statement.DeniedBehind(text, at + close + 1)) || Retraction.Behind(text, stop) is not null;
    }

    /// <summary>The last value behind a position; none when it is negative or nothing stands there.</summary>
    public static Finding FindFrom(string text, int from) => from < 0 || from >= text.Length ? Finding.None : Find(text[from..], AnswerSources.All);
}
