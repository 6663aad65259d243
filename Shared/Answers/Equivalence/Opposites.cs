namespace Guide.Answers.Equivalence;

/// <summary>Words that turn a quantity into its opposite: 20 dollars of profit are not 20 of loss.</summary>
internal static class Opposites
{
    private static readonly (string One, string Other)[] Pairs =
    [
        ("profit", "loss"), ("gain", "loss"), ("increase", "decrease"), ("more", "less"), ("up", "down"), ("upward", "downward"), ("upwards", "downwards"), ("left", "right"), ("north", "south"), ("east", "west"),
        ("clockwise", "counterclockwise"), ("clockwise", "anticlockwise"), ("above", "below"), ("before", "after"), ("deposit", "withdrawal"), ("rise", "fall"), ("inward", "outward"), ("attractive", "repulsive"), ("endothermic", "exothermic"), ("older", "younger"), ("credit", "debit"),
    ];

    /// <summary>True when one text holds a word, the other its opposite, and neither both.</summary>
    public static bool In(string a, string b)
    {
        if (!a.AsSpan().ContainsAnyInRange('a', 'z') || !b.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            return false;
        }

        foreach (var (one, other) in Pairs)
        {
            if ((Has(a, one) && Has(b, other) && !Has(a, other)) || (Has(a, other) && Has(b, one) && !Has(b, other)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || (!char.IsLetter(text[at - 1]) && text[at - 1] != '\\')) && (end == text.Length || !char.IsLetter(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
