using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Words, times of day and dates.</summary>
internal sealed class WordComparison(IComparison comparison)
{
    // A time without a.m. or p.m. is read as the other has it; 15:15 needs none.
    public static bool SameTime(Node gold, Node said)
    {
        if (gold.Kind == said.Kind)
        {
            return gold.Value == said.Value;
        }

        var (time, ratio) = gold.Kind == NodeKind.Time ? (gold, said) : (said, gold);
        if (ratio.Kind != NodeKind.Ratio || ratio.Items.Length is not (2 or 3) || !Array.TrueForAll(ratio.Items, static item => item.IsNumber && item.Places < 0 && item.Value is { IsInteger: true, Sign: >= 0 }))
        {
            return false;
        }

        var (hours, minutes) = (ratio[0].Value.Numerator, ratio[1].Value.Numerator);
        var rest = ratio.Items.Length == 3 ? ratio[2].Value.Numerator : 0;
        var seconds = (hours * 3600) + (minutes * 60) + rest;
        return hours < 24 && minutes < 60 && rest < 60 && (time.Value.Numerator == seconds || (hours.Sign > 0 && hours <= 12 && (time.Value.Numerator - seconds) % 43_200 == 0));
    }

    public static bool SameDate(string gold, string said)
    {
        // An unstated year or day is left open.
        var (a, b) = (gold.Split('-'), said.Split('-'));
        return a.Length == b.Length && a.Zip(b).All(pair => pair.First == pair.Second || pair.First == "?" || pair.Second == "?");
    }

    public bool SameWords(Node gold, Node said)
    {
        var (a, b) = (WordsOf(gold), WordsOf(said));
        if (a is null || b is null)
        {
            // "12th day" against 12 and the like stay different.
            return comparison.By("words against an expression", false);
        }

        if ((gold.Kind == NodeKind.Text && said.Kind == NodeKind.Symbol && IsTruth(gold.Name, said.Name)) || (said.Kind == NodeKind.Text && gold.Kind == NodeKind.Symbol && IsTruth(said.Name, gold.Name)))
        {
            return comparison.By("true or false by its letter", true);
        }

        return comparison.By("words", a.Length > 0 && (a == b || (Raised(a) is { } one && one == Raised(b)) || (Property(a) is { } property && property == Property(b))));
    }

    // T for True, F for False.
    private static bool IsTruth(string word, string letter) => (word.Trim().ToLowerInvariant(), letter) is ("true", "T") or ("false", "F");

    // "^146 C" and "^146C": blanks mean nothing among indices.
    private static string? Raised(string words) => words.Contains('^', StringComparison.Ordinal) ? words.Replace(" ", string.Empty, StringComparison.Ordinal) : null;

    // "n even", "even n", "all even n": a letter and what it is, in any order; null for other words.
    private static string? Property(string words)
    {
        var parts = words.Split(' ').Where(static word => word is not ("all" or "every" or "any" or "for" or "integers" or "integer" or "numbers" or "number")).Order(StringComparer.Ordinal).ToArray();
        return parts.Length is 2 or 3 && parts.Count(static word => word.Length == 1) == 1 && Array.TrueForAll(parts, static word => word.Length == 1 || word is "even" or "odd" or "prime" or "composite" or "positive" or "negative" or "nonnegative" or "rational" or "irrational" or "square" or "nonzero") ? string.Join(' ', parts) : null;
    }

    private static string? WordsOf(Node node) => node.Kind switch
    {
        NodeKind.Text => Wording.Normal(node.Name),
        NodeKind.Symbol => node.Name.ToLowerInvariant(),
        NodeKind.Constant => node.Name switch { "empty" => "none", "inf" => "infinite", "reals" => "reals", "integers" => "integers", _ => node.Name },
        NodeKind.Multiply when Array.TrueForAll(node.Items, static item => item.Kind == NodeKind.Symbol || item.Kind == NodeKind.Constant && item.Name.Length == 1) => string.Concat(node.Items.Select(static item => item.Name)).ToLowerInvariant(),
        NodeKind.Relation when Equation.IsEquation(node) && Equation.Value(node) is { Kind: NodeKind.Text } value => Wording.Normal(value.Name),
        NodeKind.Set when node.Items.Length == 0 => "none",
        _ => null,
    };
}
