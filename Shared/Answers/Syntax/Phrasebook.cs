using Guide.Answers.Equivalence;

namespace Guide.Answers.Syntax;

/// <summary>Phrases that name a mathematical object: "positive real numbers", "negative infinity".</summary>
internal static class Phrasebook
{
    /// <summary>The positive real numbers.</summary>
    public static readonly Node PositiveReals = Node.Named(NodeKind.Interval, "()", Node.Zero, Node.Infinity);

    /// <summary>Zero and the positive real numbers.</summary>
    public static readonly Node NonnegativeReals = Node.Named(NodeKind.Interval, "[)", Node.Zero, Node.Infinity);

    /// <summary>The negative real numbers.</summary>
    public static readonly Node NegativeReals = Node.Named(NodeKind.Interval, "()", Node.Negate(Node.Infinity), Node.Zero);

    private static readonly Node Naturals = Node.Constant("naturals");

    /// <summary>The object; null when the words name none.</summary>
    public static Node? Find(string words)
    {
        if (words.Length > 60)
        {
            return null;
        }

        var normal = Wording.Normal(words);
        normal = normal.StartsWith("all ", StringComparison.Ordinal) ? normal[4..] : normal.StartsWith("set of all ", StringComparison.Ordinal) ? normal[11..] : normal.StartsWith("set of ", StringComparison.Ordinal) ? normal[7..] : normal;
        return normal switch
        {
            "positive real numbers" or "positive reals" or "positive real number" => PositiveReals,
            "nonnegative real numbers" or "non-negative real numbers" or "nonnegative reals" or "non-negative reals" => NonnegativeReals,
            "negative real numbers" or "negative reals" => NegativeReals,
            "natural numbers" or "positive integers" or "positive whole numbers" => Naturals,
            "rational numbers" or "rationals" => Node.Constant("rationals"),
            "complex numbers" => Node.Constant("complexes"),
            "negative infinity" or "minus infinity" or "negative inf" or "minus inf" => Node.Negate(Node.Infinity),
            "positive infinity" or "plus infinity" or "positive inf" or "plus inf" => Node.Infinity,
            _ => null,
        };
    }

    /// <summary>ℝ⁺, ℝ_{>0}, ℤ⁺ and the like, by the set and the mark it carries; null when it is none.</summary>
    public static Node? Marked(string set, string mark) => (set, mark) switch
    {
        ("reals", "+" or ">0") => PositiveReals,
        ("reals", "-" or "<0") => NegativeReals,
        ("reals", ">=0" or "0+") => NonnegativeReals,
        ("integers", "+" or ">0") => Naturals,
        ("naturals", "+" or ">0") => Naturals,
        _ => null,
    };
}
