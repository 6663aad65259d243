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
            "reals" => Node.Reals,
            "rational numbers" or "rationals" => Node.Constant("rationals"),
            "complex numbers" => Node.Constant("complexes"),
            "negative infinity" or "minus infinity" or "negative inf" or "minus inf" => Node.Negate(Node.Infinity),
            "positive infinity" or "plus infinity" or "positive inf" or "plus inf" => Node.Infinity,
            _ => null,
        };
    }

    /// <summary>True for words that deny a value or leave it open: "not", "at least", "between".</summary>
    public static bool Hedges(string word) => word is "not" or "no" or "least" or "most" or "more" or "less" or "fewer" or "than" or "between" or "either" or "or" or "neither" or "nor" or "except" or "never" or "isn't" or "cannot" or "over" or "under" or "above" or "below" or "up" or "maybe" or "perhaps" or "possibly" or "could" or "might" or "if" or "mod" or "base" or "greater" or "unless" or "without" or "to" or "wrong" or "from";

    /// <summary>True for words that deny what they stand with: no label and no unit holds one.</summary>
    public static bool Denies(string word) => word is "not" or "no" or "never" or "neither" or "nor" or "wrong" or "incorrect" or "false" or "invalid" or "except" or "excluding" or "excluded" or "excludes" or "exclude" or "unlikely" or "impossible" or "cancel" or "xcancel" or "bcancel" or "sout" or "struck" or "isn't" or "cannot" or "can't" or "unlike" or "anything" or "everything" or "nothing" or "rejected" or "discarded" or "without" or "n't" or "hardly" or "guess" or "draft" or "distractor" or "naive" or "tempting" or "attempt" or "misprint" or "mistake" or "mistaken";

    /// <summary>True for words that make another value of the one they stand with, compare it, or leave it open: "half of", "square root of", "divisible by", "at most".</summary>
    public static bool Operates(string word) => Denies(word) || Vocabulary.FractionWords.ContainsKey(word) || Vocabulary.ScaleWords.ContainsKey(word) || (Vocabulary.NumberWords.ContainsKey(word) && word.Length > 2) || word is "twice" or "thrice" or "double" or "doubled" or "triple" or "tripled" or "quadruple" or "square" or "squared" or "cube" or "cubed" or "root" or "roots"
        or "opposite" or "reciprocal" or "inverse" or "multiple" or "multiples" or "divisible" or "divides" or "divided" or "divisor" or "divisors" or "factor" or "factors" or "any" or "but" or "plus" or "minus" or "times" or "negative" or "percent" or "part" or "parts" or "fraction" or "least" or "most" or "than" or "or" or "maybe" or "perhaps" or "possibly" or "either" or "between"
        or "approaching" or "complement" or "power" or "factorial" or "logarithm" or "log" or "mod" or "modulo" or "sqrt" or "successor" or "predecessor";

    // Words of Chinese are written together: these stand anywhere in one.
    private static readonly string[] Changing = ["不", "非", "大于", "小于", "至少", "至多", "超过", "少于", "多于", "不足", "约数", "倍", "因数", "一半", "除了", "以外", "以上", "以下", "以内", "可能", "或", "平方", "立方", "根", "倒数", "相反", "错", "误", "否"];

    /// <summary>True for words that cannot stand in a unit or a counted thing: verbs, comparisons, denials, and words that change the value.</summary>
    public static bool IsNoUnit(string word) => (Operates(word) && word is not ("square" or "squared" or "cubed" or "percent" or "cube" or "cubes" or "factors" or "roots" or "divisors" or "parts" or "multiples" or "any" or "times" or "part")) || word is "is" or "are" or "was" or "were" or "at" or "fewer" or "less" or "short" or "too" or "be" or "if" or "unless" or "does" or "do" or "doesn't" or "isn't" or "false" or "would" or "could" or "might" or "may" or "should"
        || word is "fails" or "works" or "holds" or "violates" or "contradicts" or "breaks" or "remains" or "loses" or "exceeds" or "differs" or "instance" or "example" or "inter" or "alia" or "e.g" or "i.e" or "among" or "amongst" or "besides" or "until" or "till" or "others" or "another" or "etc" or "etc." or "with" or "that" or "which" or "but" or "and"
        || ChangesInside(word);

    /// <summary>True for a word of Chinese that holds a denial, a comparison or an operation.</summary>
    public static bool ChangesInside(string word) => word.Length > 0 && word[0] > '\u2e7f' && word is not ("平方厘米" or "平方米" or "立方厘米" or "立方米" or "平方千米" or "平方分米" or "立方分米" or "平方公里" or "平方毫米") && Array.Exists(Changing, part => word.Contains(part, StringComparison.Ordinal));

    /// <summary>True for a verb that stands between the name of a value and the value.</summary>
    public static bool IsCopula(string word) => word is "is" or "are" or "equals" or "be" or "equal" || (word.Length > 0 && word[0] > '\u2e7f' && word[^1] is '是' or '为' or '于' or '有' or '共' or '约' or '得' or '은' or '는' or '이' or '가' or 'は');

    /// <summary>True for what a value may be called in brackets behind it: "12 (maximum)".</summary>
    public static bool IsName(string word) => IsValueNoun(word) || word is "final" or "exact" or "exactly" or "approx" or "approximately" or "each" or "the" or "largest" or "smallest";

    /// <summary>True for a noun that can name a value by itself: "minimum value 3".</summary>
    public static bool IsValueNoun(string word) => word is "maximum" or "minimum" or "max" or "min" or "total" or "sum" or "answer" or "area" or "length" or "perimeter" or "volume" or "probability" or "value" or "result" or "average" or "mean" or "median" or "remainder";

    /// <summary>True for words that only suppose what follows, or give a reason for it.</summary>
    public static bool Supposes(string word) => word is "when" or "where" or "whenever" or "since" or "suppose" or "supposing" or "assume" or "assuming" or "let" or "because" or "whether" or "unless" or "while" or "imagine" or "claim" or "claims" or "pretend" or "though" or "although" or "until" or "say" or "says" or "guess" or "doubt";

    /// <summary>True for words that say how sure a value is: behind "with" they are no condition.</summary>
    public static bool IsChance(string word) => word is "probability" or "chance" or "chances" or "confidence" or "luck" or "odds" or "likelihood" or "certainty" or "high" or "low" or "some" or "little" or "no" or "great" or "likely" or "likeliness";

    /// <summary>True for a word that can name things that are counted: "apples".</summary>
    public static bool IsCounted(string word) => (word.Length is > 0 and < 4 && word[0] > '\u2e7f' && !ChangesInside(word)) || (word.Length > 3 && word[^1] == 's' && word[^2] != 's' && !IsNoUnit(word.ToLowerInvariant()) && !Hedges(word.ToLowerInvariant()));

    /// <summary>True for what repeats a verdict in other words: "yes, it is", "no, they do not".</summary>
    public static bool IsEcho(string verdict, Node echo)
    {
        if (echo.Kind != NodeKind.Text || Wording.Normal(verdict) is not ("yes" or "no") || echo.Name.Split(' ') is not [var subject, var verb, .. var rest])
        {
            return false;
        }

        var denied = rest is ["not"] || verb.EndsWith("n't", StringComparison.OrdinalIgnoreCase);
        return subject.ToLowerInvariant() is "it" or "they" or "he" or "she" or "there" or "this" && (rest.Length == 0 || rest is ["not"]) && verb.ToLowerInvariant() is "is" or "are" or "does" or "do" or "can" or "will" or "cannot" or "isn't" or "aren't" or "doesn't" or "don't" && (denied || verb.Equals("cannot", StringComparison.OrdinalIgnoreCase)) == (Wording.Normal(verdict) == "no");
    }

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
            "since" or "because" or "see" or "done" or "qed" or "q.e.d" or "approx" or "approximately" => true,
            "by" or "from" or "using" or "via" => tokens.Count > 1 && tokens[1].Kind == TokenKind.Word && !Vocabulary.NumberWords.ContainsKey(Word(tokens[1])),
            "as" => tokens.Count > 1 && Word(tokens[1]) is "required" or "expected" or "claimed" or "desired" or "needed" or "shown" or "above" or "before" or "wanted" or "asked" or "stated",
            _ => false,
        };
    }

    /// <summary>True for words before a value that add nothing to it.</summary>
    public static bool SaysNothing(string word) => word is "the" or "answer" or "is" or "final" or "approximately" or "about" or "approx" or "roughly" or "around" or "exactly" or "nearly" or "almost" or "value" or "result" or "so" or "thus" or "hence" or "therefore" or "it" or "equals" or "we" or "get" or "have" or "there" or "are" or "a" or "," or "equal" or "precisely" or "total" or "of" or "that" or "=" or "solution" or "required" or "our" or "only" or "just" or "simply" or "ans" or "overall" or "number" or "altogether" or "circa" or "ca" or "etwa" or "environ"
        or "约" or "大约" or "共" or "总共" or "一共" or "答案" or "答" or "为" or "是" or "解" or "得" or "所以" or "因此" or "故" or "则" or "即" or "等于";

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
