using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>The last mathematics or the last number of a text, whichever comes later.</summary>
internal static class LastValue
{
    /// <summary>The value, from the places that may be read.</summary>
    public static Finding Find(string text, AnswerSources allowed)
    {
        var mathematics = allowed.HasFlag(AnswerSources.Mathematics) ? MathematicsPlace.Find(text) : Finding.None;
        var number = allowed.HasFlag(AnswerSources.Number) ? NumberPlace.Find(text) : Finding.None;
        return mathematics.Stands && (!number.Stands || number.At < mathematics.End) ? mathematics : number;
    }

    /// <summary>The last value behind a position; none when it is negative or nothing stands there.</summary>
    public static Finding FindFrom(string text, int from) => from < 0 || from >= text.Length ? Finding.None : Find(text[from..], AnswerSources.All);
}
