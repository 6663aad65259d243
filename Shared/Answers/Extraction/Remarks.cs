using System.Buffers;

namespace Guide.Answers.Extraction;

/// <summary>Numbers that say something about a value instead of being one: "using Theorem 3", "(to 2 decimal places)", "after 3 iterations".</summary>
internal static class Remarks
{
    private static readonly string[] Nouns = ["step", "steps", "theorem", "lemma", "corollary", "proposition", "equation", "eq", "eqn", "page", "section", "part", "case", "problem", "question", "task", "figure", "fig", "table", "line", "method", "chapter", "exercise", "example", "property", "axiom", "within", "nearest"];

    private static readonly string[] Measures = ["significant figures", "significant figure", "significant digits", "sig figs", "sig fig", "s.f", "sf", "decimal places", "decimal place", "decimals", "d.p", "dp", "marks", "mark", "confidence", "digits", "digit"];

    // Behind these another statement begins.
    private static readonly SearchValues<char> Starts = SearchValues.Create("≈:;→⇒");

    private static readonly SearchValues<char> Relations = SearchValues.Create("=<>≤≥\\^$");

    // What binds a number to the value before it, with or without a noun between.
    private static readonly string[] Prepositions = ["after", "with", "within", "using", "for", "where", "when", "whenever", "during", "given", "rounded", "accurate", "correct", "valid", "based", "assuming", "via", "through", "over", "according", "taken", "see", "as found", "as shown", "provided", "up to", "to the nearest", "at", "attained", "reached", "achieved", "namely", "including", "directed", "acting", "compared", "e.g", "such as"];

    private static readonly string[] Subordinates = ["when", "whenever", "where", "if", "provided"];

    // These only where the number counts a noun: "in 3 hours", "in step 2", but not "1 in 10".
    private static readonly string[] Places = ["in", "on", "by", "from"];

    // Behind a comma a preposition begins another clause, but for these.
    private static readonly string[] Insertions = ["where", "when", "using", "rounded", "accurate", "correct", "valid", "taken", "as found", "as shown", "according", "see", "with", "to the nearest", "at", "attained", "reached", "achieved", "namely", "including", "directed", "acting", "compared", "e.g", "such as"];

    // A statement of its own: what stands behind it is no remark.
    private static readonly string[] Predicates =
    [
        "is", "are", "was", "were", "be", "equals", "equal", "get", "gets", "getting", "have", "has", "had", "gives", "give", "giving", "makes", "make", "making", "leaves", "leaving", "left", "becomes", "yields", "yielding", "obtain", "obtains", "find", "finds", "need", "needs", "hold", "holds", "total", "totals", "so", "thus", "hence", "therefore",
        "then", "but", "and", "or", "costs", "pays", "earns", "takes", "remain", "remains", "answer", "if", "unless", "mod", "modulo",
    ];

    // What changes the value that it stands with.
    private static readonly string[] Kept = ["if", "unless", "mod", "modulo", "base", "or", "and", "is", "times", "more", "less", "plus", "minus", "of", "out"];

    /// <summary>
    /// Where the remark begins that a value belongs to: in brackets behind another value of its sentence, or bound to it by a preposition; null where it is a value of its own. A formula outranks the plain
    /// number behind it, unless a verb stands between.
    /// </summary>
    public static int? Begin(string text, int start, int end)
    {
        var from = Sentence.Start(text, start);
        if (Bracket(text, from, start) is { } bracket)
        {
            return bracket;
        }

        if (SentenceValue.Last(text, from, start) is not { } value || value.End > start)
        {
            return null;
        }

        // "36 when the width is 9": a condition, with its verb.
        var between = text.AsSpan(value.End, start - value.End);
        if (Words.First(between, Subordinates) is (>= 0 and var condition, _) && !Words.Any(between[..condition], Predicates) && between[..condition].Trim(" $*,)\\").Count(' ') < 3 && !Words.Any(between[condition..], ["and", "but", "so", "then", "or", "he", "she", "they", "it", "there"]) && between.IndexOfAny(';', '\n', ':') < 0)
        {
            return value.End + condition;
        }

        // "5 dollars after 3 days": a unit or a noun before the preposition, no clause; a relation only behind it: "for n > 2".
        if (between.ContainsAny(Starts) || Words.Any(between.ToString().Replace("the left", "", StringComparison.Ordinal), Predicates) || Preposition(between, text.AsSpan(end)) is not (>= 0 and var at))
        {
            return null;
        }

        var before = between[..at].Trim(" $*)\\");
        return before.Count(' ') > 2 || before.IndexOfAny("=<>") >= 0 || (before.Contains(',') && Words.Opens(between[at..], Insertions) == 0) ? null : value.End + at;
    }

    private static int Preposition(ReadOnlySpan<char> between, ReadOnlySpan<char> behind)
    {
        if (Words.First(between, Prepositions) is (>= 0 and var binding, _))
        {
            return binding;
        }

        var (at, length) = Words.First(between, Places);
        return at >= 0 && (Words.LettersOf(between[(at + length)..].TrimStart()) > 0 || Words.LettersOf(behind.TrimStart(" $")) > 1) ? at : -1;
    }

    /// <summary>The length of a value without the remark that a preposition binds to it: "41.37 on page 12". Conditions ("if", "mod", a relation) stay.</summary>
    public static int Without(ReadOnlySpan<char> said)
    {
        var end = said.StartsWith("$") && said[1..].IndexOf('$') is >= 0 and var close ? close + 2 : said.IndexOf(' ');
        if (end <= 0 || (said[0] != '$' && said[..end].IndexOfAnyInRange('0', '9') < 0))
        {
            return said.Length;
        }

        var rest = said[end..];
        var remark = rest.IndexOfAnyInRange('0', '9') >= 0 && !rest.ContainsAny(Relations) && !Words.Any(rest, Kept) && Preposition(rest, []) is >= 0 and var at && rest[..at].Trim().Count(' ') < 2;
        return remark ? end + Preposition(rest, []) : said.Length;
    }

    // "41.37 (accurate to 5 digits)", "41.37 [8]", "41.37 (p < 0.05)"; a pair in brackets is a value.
    private static int? Bracket(string text, int from, int start)
    {
        var before = text.AsSpan(from, (text[start] is '(' or '[' ? start + 1 : start) - from);
        var open = before.LastIndexOfAny('(', '[');
        if (open < 1 || before[open - 1] is not (' ' or '$') || before[open..].IndexOfAny(')', ']') >= 0 || before[(open + 1)..].Contains('$') || SentenceValue.Last(text, from, from + open) is null)
        {
            return null;
        }

        var opened = from + open + 1;
        var close = text.AsSpan(opened).IndexOfAny(")]\n");
        var inner = text.AsSpan(opened, close < 0 ? text.Length - opened : close);
        var cites = before[open] == '[' && inner.IndexOfAnyExceptInRange('0', '9') < 0;
        var says = Words.LettersOf(inner.TrimStart(" $≈~=")) > 1 || inner.IndexOfAny('<', '>', '=') >= 0;
        return cites || (says && Words.Opens(inner, ["or", "maybe", "perhaps", "possibly", "not"]) == 0) ? from + open : null;
    }

    /// <summary>True for a number that counts something of the text: "using Theorem 3", "on page 12", "to 3 significant figures", "with 95 % confidence".</summary>
    public static bool Counts(string text, int start, int end)
    {
        var word = Words.LastOf(text.AsSpan(Math.Max(0, start - 24), Math.Min(24, start)).TrimEnd(" .(#"));
        foreach (var noun in Nouns)
        {
            if (word.Equals(noun, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Words.Opens(text.AsSpan(end).TrimStart(" %$-"), Measures) > 0;
    }
}
