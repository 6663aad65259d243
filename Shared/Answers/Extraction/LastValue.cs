using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>The last mathematics or the last number of a text, whichever comes later.</summary>
internal static class LastValue
{
    private const int MostRemarks = 4;

    /// <summary>The value, from the places that may be read. What is a remark to another value of its sentence is none: "41.37 after 3 iterations" is 41.37.</summary>
    public static Finding Find(string text, AnswerSources allowed)
    {
        var read = text;
        for (var remarks = 0; ; remarks++)
        {
            var value = Later(read, allowed);
            if (value.At < 0 || remarks == MostRemarks || Remarks.Begin(read, value.At, value.End) is not { } begin || Later(read[..begin], allowed) is not { At: >= 0 } instead)
            {
                return value.Answer is not null && read.Length < text.Length && Unsaid(text, read.Length) ? new Finding(null, "the last value is denied or taken back", value.At, value.End) : value;
            }

            read = read[..begin];
        }
    }

    private static Finding Later(string text, AnswerSources allowed)
    {
        var mathematics = allowed.HasFlag(AnswerSources.Mathematics) ? MathematicsPlace.Find(text) : Finding.None;
        var number = allowed.HasFlag(AnswerSources.Number) ? NumberPlace.Find(text) : Finding.None;
        return mathematics.Stands && (!number.Stands || number.At < mathematics.End) ? mathematics : number;
    }

    // What is said behind the remark holds for the value before it.
    private static bool Unsaid(string text, int at)
    {
        var stop = Sentence.End(text, at);
        var close = text.AsSpan(at, stop - at).IndexOfAny(')', ']');
        return (close >= 0 && Statement.DeniedBehind(text, at + close + 1)) || Retraction.Behind(text, stop) is not null;
    }

    /// <summary>The last value behind a position; none when it is negative or nothing stands there.</summary>
    public static Finding FindFrom(string text, int from) => from < 0 || from >= text.Length ? Finding.None : Find(text[from..], AnswerSources.All);
}
