using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>Whether a sentence offers another value beside one: "5 or 6", "from 5 to 6", "5, otherwise 6", "5; 6 is also possible". The same value written differently is no other.</summary>
internal static class Offers
{
    private const int Window = 300;

    private static readonly string[] Uncertain = ["not sure", "unsure", "cannot decide", "can't decide", "undecided", "no idea", "or whatever", "coin flip", "coin toss"];

    private static readonly string[] Openers = ["or else", "or", "alternatively", "possibly", "perhaps", "maybe"];

    // Behind "or": the same value in other words.
    private static readonly string[] Equivalents = ["equivalently", "about", "approximately", "approx", "roughly", "around", "simply", "in", "as", "just", "nearly", "almost", "more precisely", "we", "by", "you", "use", "rounded", "written", "expressed", "if", "note", "using"];

    private static readonly string[] Modals = ["may be", "might be", "could be", "maybe", "perhaps", "possibly", "otherwise", "otherwise it is", "otherwise is", "alternatively", "more likely", "rather", "equally likely", "or", "or else", "or maybe", "or perhaps", "or possibly", "or even", "or rather"];

    private static readonly string[] Ranges = ["to", "up to", "through", "until"];

    private static readonly string[] Fitting = ["possible", "a valid", "valid", "acceptable", "correct", "plausible", "right", "fine", "works", "fits", "be"];

    /// <summary>True when the value's sentence offers another one with it.</summary>
    public static bool Beside(string text, int start, int end, string content)
    {
        var (from, to) = (Sentence.Start(text, start), Sentence.End(text, end));
        var before = text.AsSpan(from, start - from);
        var behind = text.AsSpan(end, Math.Max(0, to - end));
        if (Words.Any(before, Uncertain) || Words.Any(behind, Uncertain) || Also(behind) || IsRange(before, behind))
        {
            return true;
        }

        if (OpensBehind(text, end) is { } offered)
        {
            return Differs(content, offered);
        }

        if (SentenceValue.First(text, end, to) is { } next && Joins(text, end, next, to, labelled: before.TrimEnd(" $").EndsWith("=")) && Differs(content, next.Content))
        {
            return true;
        }

        return SentenceValue.Last(text, from, start) is { } last && !text.AsSpan(last.Start, last.End - last.Start).Contains("\\boxed", StringComparison.Ordinal) && Joint(text.AsSpan(last.End, start - last.End)) is var joint && joint.StartsWith("or", StringComparison.OrdinalIgnoreCase) && Array.IndexOf(Modals, joint.ToString().ToLowerInvariant()) >= 0 && Differs(content, last.Content);
    }

    /// <summary>True when what follows the value opens with an offer of another: "5 (or 6)", "5. Alternatively, 6".</summary>
    public static bool Behind(string text, int end, string content) => OpensBehind(text, end) is { } offered && Differs(content, offered);

    // "\boxed{5} (or 6)", "\boxed{5}. Alternatively, $3$": what is offered, in this sentence or in one that opens so; null when nothing is.
    private static string? OpensBehind(string text, int end)
    {
        var rest = text.AsSpan(end, Math.Min(Window, text.Length - end));
        var words = rest.TrimStart(" $*_)]}\\.,;(\n\r");
        if (Words.Opens(words, Openers) is not (> 0 and var offer))
        {
            // "Actually 6."
            offer = Words.Opens(words, ["actually"]);
            if (offer == 0 || words[offer..].TrimStart(" ,") is not [>= '0' and <= '9' or '$' or '-', ..])
            {
                return null;
            }
        }

        words = words[offer..].TrimStart(" ,");
        return Words.Opens(words, Equivalents) > 0 ? null : LastValue.Find(words[..EndOfClause(words)].ToString(), AnswerSources.All).Answer;
    }

    // The words between the value and the next one offer it, or set it beside.
    private static bool Joins(string text, int end, SentenceValue next, int to, bool labelled)
    {
        var joint = Joint(text.AsSpan(end, next.Start - end));
        if (Words.Closes(joint, Modals))
        {
            return true;
        }

        var joined = joint.ToString().ToLowerInvariant();
        if (Array.IndexOf(Ranges, joined) >= 0)
        {
            return true;
        }

        // "\boxed{5} and $6$": two values, one of them boxed; "and 6 is even" says something else.
        var after = text.AsSpan(next.End, Math.Max(0, to - next.End)).Trim(" $*_");
        if (joined.Length == 0)
        {
            // "\boxed{5} $6$"
            return next.IsFormula && !labelled && next.Content.IndexOfAny(['=', '<', '>', 't']) < 0 && next.Content.Length > 0 && (char.IsAsciiDigit(next.Content[0]) || next.Content[0] == '-');
        }

        return joined == "and" && next.Content.IndexOfAny(['=', '<', '>']) < 0 && (after.Length == 0 || Words.Opens(after, ["both", "are", "seem", "look"]) > 0);
    }

    // "from \boxed{5} to", "between \boxed{5} and".
    private static bool IsRange(ReadOnlySpan<char> before, ReadOnlySpan<char> behind)
    {
        var head = before.TrimEnd(" $*_");
        var tail = behind.TrimStart(" $*_");
        return (head.EndsWith("from", StringComparison.OrdinalIgnoreCase) && Words.Opens(tail, Ranges) > 0) || (head.EndsWith("between", StringComparison.OrdinalIgnoreCase) && Words.Opens(tail, ["and"]) > 0);
    }

    // "6 is also possible", "it could also be 6", "if rounded down".
    private static bool Also(ReadOnlySpan<char> behind)
    {
        if (Words.Any(behind, ["if rounded up", "if rounded down", "other candidate", "other possibility", "other option"]))
        {
            return true;
        }

        return Words.First(behind, ["also", "equally", "just as"]) is (>= 0 and var at, var length) && Words.Opens(behind[(at + length)..].TrimStart(), Fitting) > 0;
    }

    private static ReadOnlySpan<char> Joint(ReadOnlySpan<char> between)
    {
        between = between.StartsWith("</answer>", StringComparison.OrdinalIgnoreCase) ? between[9..] : between;
        return between.Trim(" $*_()[]{},.;:=\n\\");
    }

    /// <summary>True when two values are not the same, roundings apart.</summary>
    public static bool Differs(string content, string other)
    {
        var value = other.LastIndexOf('=') is >= 0 and var equals ? other[(equals + 1)..] : other;
        var rounded = value.Contains('.', StringComparison.Ordinal) || content.Contains('.', StringComparison.Ordinal);
        return value.AsSpan().IndexOfAny('<', '>') < 0 && !AnswerComparer.Compare(content, value, ParseMode.Science, rounded ? Rational.Of(1, 50) : Rational.Zero).Same;
    }

    private static int EndOfClause(ReadOnlySpan<char> words)
    {
        var stop = words.IndexOf('\n');
        stop = stop < 0 ? words.Length : stop;
        for (var i = 1; i < stop; i++)
        {
            if (words[i] is '.' or ';' && (i + 1 >= stop || words[i + 1] is ' ' or '$'))
            {
                return i;
            }
        }

        return stop;
    }
}
