using System.Buffers;

namespace Guide.Answers.Extraction;

/// <summary>Reads what a sentence declares: the whole value, without the comment behind it; or that it declares none.</summary>
internal static class Phrase
{
    private const int Longest = 600;

    // What no aside holds: a value, a formula, another sentence.
    private static readonly SearchValues<char> AsideEnds = SearchValues.Create("0123456789$\\.\n");

    private static readonly string[] Fillers =
    [
        "therefore", "thus", "then", "that", "is", "indeed", "just", "simply", "exactly", "precisely", "clearly", "definitely", "certainly", "obviously", "now", "about", "approximately", "approx.", "approx", "roughly", "given by", "equal to", "equals", "hence", "actually", "really", "probably", "likely", "again", "a total of", "of course", "我们", "应为", "应该是", "为", "是", "选",
    ];

    // What a sentence says about the answer without naming it.
    private static readonly string[] Descriptions =
    [
        "an", "consistent", "independent", "obtained", "confirmed", "verified", "checked", "rounded", "reduced", "already", "in", "larger", "smaller", "greater", "less", "correct", "wrong", "right", "incorrect", "unique", "reasonable", "above", "below", "boxed", "formatted", "what", "found", "expected", "supposed", "to", "required", "as", "shown", "written", "expressed", "given",
        "close", "near", "divisible", "simplified", "fully", "also", "derived", "computed", "calculated", "determined", "based", "because", "stated", "known", "asked", "wanted", "still", "only", "unchanged", "plausible", "sensible", "valid", "nice", "surprising", "easy", "hard", "well", "not", "bigger", "twice", "half", "double", "therefore", "well-defined", "the same", "the one", "the above", "the following",
        "a whole", "a number", "a probability", "a positive", "a negative", "a multiple", "a fraction", "a rational", "a real", "a single", "a function", "a prime", "a perfect", "a power", "a product", "a sum", "a value", "a count", "a length", "a point", "a set", "a polynomial", "a decimal", "a percentage", "a ratio", "a consequence", "a result", "a matter", "a bit", "a little", "a lot", "an integer",
        "measured", "counted", "taken", "read", "listed", "marked", "highlighted", "at", "on", "with", "from", "for", "of", "by", "when", "where", "here", "there", "compatible", "exact", "final", "has", "have", "it", "symmetric", "finite", "bounded", "rational", "irrational",
    ];

    private static readonly string[] CommaComments = ["as", "since", "because", "by", "from", "which", "not", "obtained", "so", "that is", "i.e", "according", "i", "we", "done", "checked", "verified", "thanks", "one", "hence", "therefore", "and we", "and this", "and that", "exactly", "precisely", "just", "qed", "q.e.d", "after", "using", "where we", "it", "this", "but not", "rather than", "altogether", "in total"];

    private static readonly string[] Comments = [" because ", " since ", " as required", " as desired", " as expected", " as wanted", " as needed", " as claimed", " as asked", " as we ", " by induction", " by symmetry", " by definition", " by construction", " by the ", " by step", " by part", " rather than ", " instead of ", " and not ", " but not ", " using ", " via ", " from step ", " from part ", " in step "];

    private static readonly string[] Hedges = ["or", "maybe", "perhaps", "possibly", "not", "either"];

    private static readonly string[] NumberWords =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "minus", "negative",
    ];

    // "16 times the area", "5 more than before": the value is only a part of what is said.
    private static readonly string[] Continuations = ["times", "more", "less", "fewer", "of", "or", "plus", "minus", "and", "to", "through", "squared", "cubed", "percent", "per", "over", "out", "mod", "modulo", "divided", "multiplied", "by", "if", "when", "where", "for", "except", "with"];

    /// <summary>How a declaration stands to its value.</summary>
    internal enum Kind
    {
        /// <summary>It names one.</summary>
        Value,

        /// <summary>It says something of the answer, but not what it is.</summary>
        Description,

        /// <summary>It denies a value, or leaves it open.</summary>
        Open,
    }

    /// <summary>What is declared from a position on, and where it ends.</summary>
    public static (Kind Kind, string Value, int Start, int End) Read(string text, int start)
    {
        // A ">" quotes a line or ends an arrow; elsewhere it is a relation.
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || text[start] is ':' or '*' or '=' or '"' or '`' or '_' or '→' or '】' or '}' || (text[start] == '>' && (start == 0 || text[start - 1] is '\n' or '-' or '='))))
        {
            start++;
        }

        start = BehindAside(text, start);
        for (var steps = 0; steps < 4 && start < text.Length && Words.Opens(text.AsSpan(start), Fillers) is > 0 and var filler; steps++)
        {
            // "then" of "then $5$", but "is" alone may be all there is.
            start += filler;
            while (start < text.Length && text[start] is ' ' or ':' or '*')
            {
                start++;
            }
        }

        if (start >= text.Length)
        {
            return (Kind.Value, string.Empty, text.Length, text.Length);
        }

        // Displayed mathematics may run over lines.
        if (Delimited(text, start) is { } displayed)
        {
            var (unit, behind) = UnitBehind.Read(text, displayed.End) is { } read ? read : (string.Empty, displayed.End);
            return (Kind.Value, displayed.Content + unit, start, behind);
        }

        var end = Sentence.End(text, start);
        end = Math.Min(end, start + Longest);
        var said = text[start..end].Trim().TrimEnd('.', '*', '"', '`', ',', '_').Trim();
        foreach (var stop in (ReadOnlySpan<string>)["<|", ". I hope", "</", "```"])
        {
            var at = said.IndexOf(stop, StringComparison.Ordinal);
            said = at > 0 ? said[..at].Trim() : said;
        }

        if (IsOpen(said))
        {
            return (Kind.Open, said, start, end);
        }

        if (Words.Opens(said, Descriptions) > 0)
        {
            return (Kind.Description, said, start, end);
        }

        return (Kind.Value, Whole(said), start, end);
    }

    // "The answer is, in the end, 42.": where the words between two commas end; the position itself without them.
    private static int BehindAside(string text, int start)
    {
        if (start >= text.Length || text[start] != ',')
        {
            return start;
        }

        var aside = text.AsSpan(start + 1, Math.Min(60, text.Length - start - 1));
        if (aside.IndexOf(',') is not (> 0 and var comma) || aside[..comma].ContainsAny(AsideEnds))
        {
            return start;
        }

        start += comma + 2;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        return start;
    }

    /// <summary>True for what denies or leaves open: "not 5", "between 3 and 5", "at least 5", "5 or more", "3, or perhaps 5".</summary>
    public static bool IsOpen(string said)
    {
        var text = said.AsSpan().TrimStart(" *_$(");
        if (Words.Opens(text, ["none of the above", "none of these", "none of those"]) > 0)
        {
            return false;
        }

        if (Words.Opens(text, Governors.OpenHeads) is > 0 and var head)
        {
            // "All but" and the like need nothing behind them; "over" alone is a word.
            return text[head..].TrimStart().Length > 0;
        }

        return Words.Any(text, ["or more", "or less", "or fewer", "or greater", "or higher", "or perhaps", "or maybe", "or possibly", "or rather", "or else", "and above", "and up", "or so", "可能", "或许", "至少", "至多"]);
    }

    /// <summary>True for a value alone: a number, a formula, a number and its unit or what it counts; no sentence.</summary>
    public static bool IsBare(string value)
    {
        var text = value.AsSpan().Trim(" *_");
        if (text.Length == 0)
        {
            return false;
        }

        if (Words.Opens(text, NumberWords) > 0)
        {
            return text.Length < 60 && !Words.Any(text, ["times", "more", "less"]);
        }

        if (!(char.IsAsciiDigit(text[0]) || text[0] is '$' or '\\' or '(' or '{' or '[' or '-' or '+' or '.' or '|' or '−' or '√' or 'π' or '€' or '£' || (char.IsAsciiLetter(text[0]) && (text.Length == 1 || !char.IsAsciiLetter(text[1])))))
        {
            return false;
        }

        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i += 1 + Words.LettersOf(text[(i + 1)..]);
                if (i < text.Length && text[i] == '{' && text[i..].IndexOf('}') is > 0 and var close && text[..i].EndsWith("text"))
                {
                    i += close;
                }

                continue;
            }

            var length = Words.LettersOf(text[i..]);
            if (length > 1 && text.Slice(i, length) is not ("sin" or "cos" or "tan" or "log" or "ln" or "sqrt" or "pi" or "exp"))
            {
                if (Words.Opens(text[i..], Continuations) > 0 || ++words > 2)
                {
                    return false;
                }
            }

            i += Math.Max(0, length - 1);
        }

        return true;
    }

    /// <summary>Without the comment behind the value: "13 (see step 2)", "13, as 6+7=13", "13 ✓".</summary>
    public static string WithoutComment(string said)
    {
        said = said.Replace(", and also ", " and ", StringComparison.Ordinal);
        var end = said.Length;
        var (depth, dollars) = (0, false);
        for (var i = 0; i < end; i++)
        {
            var c = said[i];
            if (c == '$' && (i == 0 || said[i - 1] != '\\'))
            {
                dollars = !dollars;
            }

            depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            if (i == 0 || depth > 0 || dollars)
            {
                continue;
            }

            if (Begins(said, i))
            {
                end = i;
            }
        }

        var value = said.AsSpan(0, Math.Min(end, Remarks.Without(said.AsSpan(0, end)))).TrimEnd();
        while (value.Length > 1)
        {
            // Marks of success, and "QED" in its many signs.
            var last = value[^1];
            if (char.IsSurrogate(last) || char.GetUnicodeCategory(last) is System.Globalization.UnicodeCategory.OtherSymbol && last != '°' || last is '∎' or '□' or '■' or '✓' or '✔' or '\ufe0f' or ',' or ';' or '*' or '_' or '"' or '`')
            {
                value = value[..^1].TrimEnd();
            }
            else if (value.EndsWith(":)") || value.EndsWith(":-)") || value.EndsWith("=="))
            {
                value = value[..value.LastIndexOfAny(':', '=')].TrimEnd().TrimEnd('=').TrimEnd();
            }
            else
            {
                break;
            }
        }

        return value.TrimStart("*_\"`").TrimStart(value.StartsWith("==") ? "=" : "").Trim().ToString();
    }

    private static bool Begins(string said, int i)
    {
        var rest = said.AsSpan(i);
        switch (said[i])
        {
            case ';':
                // "13; done", but "-12; -11".
                return Words.LettersOf(rest[1..].TrimStart()) > 1 || rest[1..].TrimStart().StartsWith("q.e.d", StringComparison.OrdinalIgnoreCase);
            case ',':
                var behind = rest[1..].TrimStart();
                if (behind.StartsWith("而不是") || behind.StartsWith("而非") || behind.StartsWith("不是"))
                {
                    return true;
                }

                return Words.Opens(behind, CommaComments) is > 0 and var word && !(behind[word..].TrimStart() is ['=', ..]);
            case '(' or '[' when said[i - 1] == ' ':
                var close = rest.IndexOf(said[i] == '(' ? ')' : ']');
                var inner = close > 0 ? rest[1..close] : rest[1..];
                return (Words.LettersOf(inner.TrimStart(" $≈=")) > 1 || Words.Any(inner, ["marks", "mark", "points", "significant figures", "decimal places"])) && (!Words.Any(inner, Hedges) || Words.Opens(inner, ["not"]) > 0) && (close < 0 || rest[(close + 1)..].Trim(" .*_").Length == 0);
            case '-' or '–' or '—' when said[i - 1] == ' ':
                var dash = rest.TrimStart("-–—");
                return dash.Length > 0 && dash[0] == ' ' && Words.LettersOf(dash.TrimStart()) > 1;
            case ' ':
                foreach (var comment in Comments)
                {
                    if (rest.StartsWith(comment, StringComparison.OrdinalIgnoreCase))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    // The value of a sentence: behind its last verb, without the comment, or what it begins with.
    private static string Whole(string said)
    {
        var value = WithoutComment(said);
        if (!Prose.Looks(value))
        {
            return value;
        }

        if (Words.Opens(value, NumberWords) > 0)
        {
            return value;
        }

        if (value.Length > 0 && (char.IsAsciiDigit(value[0]) || value[0] is '$' or '-' or '.'))
        {
            return Leading(value) ?? value;
        }

        // "The largest n is 34".
        var (verb, length) = Words.Last(value, ["is", "are", "equals", "be"]);
        if (verb >= 0 && value[(verb + length)..].Trim() is { Length: > 0 } behind)
        {
            return Read(behind, 0) is { Kind: Kind.Value, Value: { Length: > 0 } inner } ? inner : value;
        }

        return LastValue.Find(value, Contracts.Judging.AnswerSources.All).Answer ?? value;
    }

    // "460 dollars per month in total": the number and its unit, if nothing else is said of it.
    private static string? Leading(string value)
    {
        var end = 0;
        if (value[0] == '$' && value.IndexOf('$', 1) is > 1 and var close)
        {
            end = close + 1;
        }
        else
        {
            while (end < value.Length && value[end] is not ' ')
            {
                end++;
            }
        }

        var head = value[..end].TrimEnd(',', '.', ';', ':');
        var unit = UnitBehind.Read(value, end);
        var rest = value.AsSpan(unit?.End ?? end);
        if (unit is not null && rest.StartsWith(" of ", StringComparison.Ordinal) && rest.IndexOf('=') < 0)
        {
            // "0.25 mol of NaCl".
            return head + unit.Value.Unit;
        }

        if (rest.IndexOfAnyInRange('0', '9') >= 0 || rest.IndexOfAny('$', '\\', '=') >= 0 || Words.Any(rest, Continuations))
        {
            return null;
        }

        return unit is { } read ? head + read.Unit : head;
    }

    // "\(1\) and \(2\)" goes on; otherwise the answer is this.
    private static (string Content, int End)? Delimited(string text, int start)
    {
        if (Formulas.DisplayedAt(text, start) is not { } formula)
        {
            return null;
        }

        var stop = text.IndexOf('\n', formula.End);
        var rest = text[formula.End..(stop < 0 ? text.Length : stop)].TrimStart();
        var goesOn = rest.StartsWith("and ", StringComparison.Ordinal) || rest.StartsWith("or ", StringComparison.Ordinal) || rest.StartsWith("times", StringComparison.Ordinal) || (rest.StartsWith(',') && rest.Contains(text.Substring(start, 2), StringComparison.Ordinal));
        return goesOn ? null : formula;
    }
}
