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

    /// <summary>True for words that deny a value or leave it open: "not", "at least", "between".</summary>
    public static bool Hedges(string word) => word is "not" or "no" or "least" or "most" or "more" or "less" or "fewer" or "than" or "between" or "either" or "or" or "neither" or "nor" or "except" or "never" or "isn't" or "cannot" or "over" or "under" or "above" or "below" or "up" or "maybe" or "perhaps" or "possibly" or "could" or "might" or "if" or "mod" or "base" or "greater" or "unless" or "without" or "to" or "wrong" or "from";

    /// <summary>True for words behind a value that say nothing of it: "since 5 + 7 = 12", "by symmetry", "as required".</summary>
    public static bool IsRemark(IReadOnlyList<Token> tokens)
    {
        static string Word(Token token) => token.Text.ToLowerInvariant();
        if (tokens[0].Kind != TokenKind.Word || tokens.Skip(1).Any(static token => Hedges(Word(token)) && Word(token) is not ("from" or "to")))
        {
            return false;
        }

        return Word(tokens[0]) switch
        {
            "since" or "because" or "see" or "done" or "qed" or "approx" or "approximately" => true,
            "by" or "from" or "using" or "via" => tokens.Count > 1 && tokens[1].Kind == TokenKind.Word && !Vocabulary.NumberWords.ContainsKey(Word(tokens[1])),
            "as" => tokens.Count > 1 && Word(tokens[1]) is "required" or "expected" or "claimed" or "desired" or "needed" or "shown" or "above" or "before" or "wanted" or "asked" or "stated",
            _ => false,
        };
    }

    /// <summary>True for words before a value that add nothing to it.</summary>
    public static bool SaysNothing(string word) => word is "the" or "answer" or "is" or "final" or "approximately" or "about" or "approx" or "roughly" or "around" or "exactly" or "nearly" or "almost" or "value" or "result" or "so" or "thus" or "hence" or "therefore" or "it" or "equals" or "we" or "get" or "have" or "there" or "are" or "a" or "," or "equal" or "precisely" or "total" or "of" or "that" or "=" or "solution" or "required" or "our";

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
