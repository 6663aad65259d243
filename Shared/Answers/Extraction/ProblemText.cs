using System.Collections.Frozen;
using Guide.Answers.Units;

namespace Guide.Answers.Extraction;

/// <summary>
/// What a problem's text says about its answer: which letters are positive, the unit asked for, whether an order is asked for. Read by phrases, in one pass each, when it is first wanted; what is not
/// understood says nothing.
/// </summary>
internal sealed class ProblemText
{
    private const int LongestProblem = 20_000;
    private const int MostLetters = 12;

    // Between "positive" and the letters it speaks of.
    private static readonly string[] Kinds =
    [
        "real numbers", "real number", "real constants", "real constant", "real values", "real", "reals", "numbers", "number", "integers", "integer", "whole numbers", "whole number", "rational numbers", "rational number", "rationals", "constants", "constant", "parameters", "parameter", "values", "value",
        "variables", "variable", "quantities", "lengths",
    ];

    private static readonly string[] Copulas = ["is a", "is", "are all", "are both", "are", "be all", "be", "both", "all", "denote", "as"];

    private static readonly string[] Orders =
    [
        "ordered pair", "ordered triple", "increasing order", "decreasing order", "ascending order", "descending order", "order of increasing", "order of decreasing", "from smallest to largest", "from largest to smallest", "from least to greatest", "from greatest to least", "in the order", "in that order",
        "respectively",
    ];

    private static readonly string[] Requests = ["list", "enter", "give", "express", "write", "state", "answer", "answers", "rank", "arrange", "sort", "report", "find", "what", "determine", "submit"];

    private static readonly string[] Askings = ["how many", "answer in", "express in", "expressed in", "measured in", "give in", "given in", "value in", "distance in", "length in", "time in", "speed in", "mass in", "area in", "volume in", "number of", "in units of", ", in", "how much in", "is it in", "terms of"];

    private readonly string? _problem;
    private readonly Lazy<IReadOnlySet<string>> _positive;
    private readonly Lazy<Unit?> _unit;
    private readonly Lazy<bool> _ordered;

    private ProblemText(string? problem)
    {
        _problem = problem;
        _positive = new(() => Positive(problem!), LazyThreadSafetyMode.None);
        _unit = new(() => Asked(problem!), LazyThreadSafetyMode.None);
        _ordered = new(() => Ordered(problem!), LazyThreadSafetyMode.None);
    }

    /// <summary>Says nothing.</summary>
    public static ProblemText None { get; } = new(null);

    /// <summary>The letters that are said to be positive: "positive integers a and b", "x and y are positive", "n > 0".</summary>
    public IReadOnlySet<string> PositiveLetters => _problem is null ? FrozenSet<string>.Empty : _positive.Value;

    /// <summary>True when the order of several answers is asked for: "the ordered pair", "in increasing order".</summary>
    public bool WantsOrder => _problem is not null && _ordered.Value;

    /// <summary>The unit that is asked for ("How many metres …?", "answer in km/h"); null when none is, or several are.</summary>
    public Unit? AskedUnit => _problem is null ? null : _unit.Value;

    /// <summary>The problem as it stands; null for none.</summary>
    public string? Text => _problem;

    /// <summary>The text of a case; null or a very long one says nothing.</summary>
    public static ProblemText Of(string? problem) => problem is { Length: > 0 and <= LongestProblem } ? new ProblemText(problem) : None;

    private static HashSet<string> Positive(string problem)
    {
        var letters = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in (ReadOnlySpan<string>)["positive", "nonnegative", "non-negative", "natural"])
        {
            foreach (var (at, length) in Occurrences(problem, word))
            {
                // "no positive integer x", "not positive" say something else.
                if (Words.Opens(problem.AsSpan(Math.Max(0, at - 4), Math.Min(4, at)).TrimStart(), ["not", "no", "non-"]) == 0)
                {
                    Behind(problem, at + length, letters);
                    Before(problem, at, letters);
                }
            }
        }

        for (var at = problem.IndexOf('>', StringComparison.Ordinal); at >= 0; at = problem.IndexOf('>', at + 1))
        {
            var zero = Skip(problem, at + 1);
            if (zero < problem.Length && problem[zero] == '0' && (zero + 1 == problem.Length || !(char.IsAsciiLetterOrDigit(problem[zero + 1]) || (problem[zero + 1] == '.' && zero + 2 < problem.Length && char.IsAsciiDigit(problem[zero + 2])))))
            {
                Backwards(problem, at, letters);
            }
        }

        return letters;
    }

    // "List the roots in increasing order.", but not "the digits stand in increasing order".
    private static bool Ordered(string problem)
    {
        foreach (var phrase in Orders)
        {
            foreach (var (at, _) in Occurrences(problem, phrase))
            {
                var start = Sentence.Start(problem, at);
                if (Words.Any(problem.AsSpan(start, Sentence.End(problem, at) - start), Requests))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static Unit? Asked(string problem)
    {
        Unit? asked = null;
        foreach (var phrase in Askings)
        {
            foreach (var (at, length) in Occurrences(problem, phrase))
            {
                if (UnitBehind.Read(problem, at + length) is not var (text, _) || UnitParser.Parse(text) is not { Known: true, Dimensions.IsNone: false } unit)
                {
                    continue;
                }

                if (asked is not null && (!asked.ConvertsTo(unit) || asked.Factor != unit.Factor))
                {
                    return null;
                }

                asked = unit;
            }
        }

        return asked ?? UnitAskedFor.In(problem);
    }

    private static IEnumerable<(int At, int Length)> Occurrences(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(phrase, at + phrase.Length, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetter(phrase[0]) || !(char.IsLetter(text[at - 1]) || text[at - 1] == '-')) && (at + phrase.Length == text.Length || !char.IsLetter(text[at + phrase.Length])))
            {
                yield return (at, phrase.Length);
            }
        }
    }

    // "positive real numbers $a$, $b$ and $c$"
    private static void Behind(string problem, int at, HashSet<string> letters)
    {
        at = Skip(problem, at);
        if (Words.Opens(problem.AsSpan(at), Kinds) is > 0 and var kind)
        {
            at = Skip(problem, at + kind);
        }

        for (var count = 0; count < MostLetters && Letter(problem, ref at) is { } letter; count++)
        {
            letters.Add(letter);
            at = Skip(problem, at);
            var and = Words.Opens(problem.AsSpan(at), ["and", "or"]);
            if (and == 0 && !(at < problem.Length && problem[at] == ','))
            {
                break;
            }

            at = Skip(problem, at + Math.Max(1, and));
            and = Words.Opens(problem.AsSpan(at), ["and"]);
            at = Skip(problem, at + and);
        }
    }

    // "$a$ and $b$ are positive"
    private static void Before(string problem, int at, HashSet<string> letters)
    {
        var end = at;
        for (var words = 0; words < 3; words++)
        {
            var length = problem.AsSpan(0, end).TrimEnd().Length;
            var copula = Array.Find(Copulas, word => problem.AsSpan(0, length).EndsWith(word, StringComparison.OrdinalIgnoreCase) && (length == word.Length || !char.IsLetter(problem[length - word.Length - 1])));
            if (copula is null)
            {
                break;
            }

            end = length - copula.Length;
        }

        if (end < at)
        {
            Backwards(problem, end, letters);
        }
    }

    // The letters of "a, b and c" that end here.
    private static void Backwards(string problem, int end, HashSet<string> letters)
    {
        for (var count = 0; count < MostLetters; count++)
        {
            while (end > 0 && (problem[end - 1] is ' ' or '$' or '\n' || (count > 0 && problem[end - 1] == ',')))
            {
                end--;
            }

            if (count > 0 && end >= 3 && problem.AsSpan(0, end).EndsWith("and", StringComparison.OrdinalIgnoreCase) && !char.IsLetter(problem[Math.Max(0, end - 4)]))
            {
                end -= 3;
                count--;
                continue;
            }

            var start = end;
            while (start > 0 && char.IsAsciiLetter(problem[start - 1]))
            {
                start--;
            }

            var greek = start > 0 && problem[start - 1] == '\\' && Syntax.Vocabulary.Greek.Contains(problem[start..end]);
            if (!greek && (end - start != 1 || problem[start] is 'a' && count == 0 && start > 0 && problem[start - 1] == ' ' && !problem.AsSpan(0, start).TrimEnd().EndsWith("and")))
            {
                return;
            }

            letters.Add(problem[start..end]);
            end = greek ? start - 1 : start;
            if (end > 0 && !(problem[end - 1] is ' ' or '$' or ',' or '(' or '\n'))
            {
                return;
            }
        }
    }

    private static string? Letter(string problem, ref int at)
    {
        var start = at < problem.Length && problem[at] == '\\' ? at + 1 : at;
        var stop = start + Words.LettersOf(problem.AsSpan(start));
        var name = problem[start..stop];
        if (!(start > at ? Syntax.Vocabulary.Greek.Contains(name) : name.Length == 1))
        {
            return null;
        }

        at = stop;
        return name;
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '$' or '\n' or '~')
        {
            at++;
        }

        return at;
    }
}
