namespace Guide.Answers.Extraction;

/// <summary>What a place of an answer gave.</summary>
/// <param name="Answer">The answer as it stands there; null when the place is empty or refuses.</param>
/// <param name="Refusal">Why an answer that stands there does not count; null when there is none, or it counts.</param>
/// <param name="At">Where the answer begins in the text; -1 when there is none.</param>
/// <param name="End">Behind the answer; of a refused one, where what may still be read begins, -1 when nothing may.</param>
internal readonly record struct Finding(string? Answer, string? Refusal, int At, int End)
{
    /// <summary>Nothing stands there.</summary>
    public static Finding None => new(null, null, -1, -1);

    /// <summary>True when something stands there, whether or not it counts.</summary>
    public bool Stands => Answer is not null || Refusal is not null;

    /// <summary>An answer that does not count; what stands from <paramref name="rest"/> on may still be read.</summary>
    public static Finding Refused(string why, int rest = -1) => new(null, why, -1, rest);
}
