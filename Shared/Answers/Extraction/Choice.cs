namespace Guide.Answers.Extraction;

/// <summary>What a multiple-choice answer names: a set of letters, words, or nothing that counts.</summary>
/// <param name="Letters">The letters in the alphabet's order, each once; null when none is named.</param>
/// <param name="Text">What stands behind a letter, or instead of one; empty when nothing does.</param>
/// <param name="Refusal">Why what is named does not count: a hedge, a denial; null otherwise.</param>
internal sealed record Choice(string? Letters, string Text, string? Refusal)
{
    private const string Several = "several options are offered";

    /// <summary>True when letters are offered to choose from.</summary>
    public bool Hedged => Refusal == Several;

    /// <summary>Letters are offered to choose from.</summary>
    public static Choice Offered() => new(null, string.Empty, Several);

    /// <summary>No letter is named.</summary>
    public static Choice None(string text = "") => new(null, text, null);

    /// <summary>What is named does not count.</summary>
    public static Choice Refused(string why) => new(null, string.Empty, why);

    /// <summary>A set of letters, in any order.</summary>
    public static Choice Of(IEnumerable<char> letters, string text = "") => new(new string([.. letters.Select(char.ToUpperInvariant).Distinct().Order()]), text, null);
}
