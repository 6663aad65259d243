using Guide.Answers.Equivalence;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Extraction;

/// <summary>The options that a problem lists: "(A) 10 (B) 12", "A. 10" line by line; or the one that the gold carries.</summary>
internal sealed class ChoiceOptions
{
    private const int LongestProblem = 20_000;
    private const int LongestOption = 2_000;

    private readonly List<(char Letter, string Text)> _options;

    private ChoiceOptions(List<(char Letter, string Text)> options) => _options = options;

    /// <summary>No options are known.</summary>
    public static ChoiceOptions None { get; } = new([]);

    /// <summary>True when some are known.</summary>
    public bool Any => _options.Count > 0;

    /// <summary>The options of a problem's text; of the gold's own option otherwise.</summary>
    public static ChoiceOptions Of(string? problem, string gold, string? letters)
    {
        var listed = problem is { Length: > 0 and <= LongestProblem } ? Listed(problem) : [];
        if (listed.Count > 1 || letters is not { Length: 1 })
        {
            return new ChoiceOptions(listed);
        }

        // "(D) Alina" carries its own text.
        var close = gold.IndexOfAny([')', '.', ':']);
        return close >= 0 && gold[(close + 1)..].Trim().TrimStart('}', ' ') is { Length: > 0 } own ? new ChoiceOptions([(letters[0], own)]) : None;
    }

    /// <summary>The letter of the only option that an answer's text or value is; null when none is, or several are.</summary>
    public char? LetterOf(string answer)
    {
        if (answer.Length > LongestOption || answer.AsSpan().IsWhiteSpace())
        {
            return null;
        }

        char? only = null;
        foreach (var (letter, text) in _options)
        {
            if (!Same(text, answer))
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = letter;
        }

        return only;
    }

    private static bool Same(string option, string answer)
    {
        if (Wording.Normal(option) is { Length: > 0 } normal && (normal == Wording.Normal(answer) || normal == Wording.Normal(Unwrapped(answer))))
        {
            return true;
        }

        // 12 % is no 12.
        if (answer.Contains('%', StringComparison.Ordinal) && !option.Contains('%', StringComparison.Ordinal))
        {
            return false;
        }

        // A value is compared as science is: "32" is "32 degrees", "0.75" is \frac{3}{4}.
        return option.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && answer.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && AnswerComparer.Compare(option.Trim('$', ' '), answer.Trim('$', ' '), ParseMode.Science, Rational.Zero).Same;
    }

    private static string Unwrapped(string answer)
    {
        foreach (var command in (ReadOnlySpan<string>)["\\text{", "\\textbf{", "\\mathrm{", "\\mbox{"])
        {
            answer = answer.StartsWith(command, StringComparison.Ordinal) && answer.EndsWith('}') ? answer[command.Length..^1] : answer;
        }

        return answer;
    }

    private static List<(char Letter, string Text)> Listed(string problem)
    {
        var best = new List<(char, string)>();
        foreach (var (open, close, first) in (ReadOnlySpan<(string, string, char)>)[("(", ")", 'A'), ("", ")", 'A'), ("", ".", 'A'), ("", ":", 'A'), ("[", "]", 'A'), ("(", ")", 'a'), ("", ")", 'a'), ("", ".", 'a')])
        {
            var found = Listed(problem, open, close, first);
            best = found.Count > best.Count ? found : best;
        }

        return best;
    }

    private static List<(char Letter, string Text)> Listed(string problem, string open, string close, char first)
    {
        var options = new List<(char, string)>();
        var at = Mark(problem, $"{open}{first}{close}", 0);
        for (var letter = first; at >= 0 && letter < first + 26; letter++)
        {
            var begin = at + open.Length + 1 + close.Length;
            var next = Mark(problem, $"{open}{(char)(letter + 1)}{close}", begin);
            var line = problem.IndexOf('\n', begin);
            var end = next >= 0 ? next : line >= 0 ? line : problem.Length;
            options.Add((char.ToUpperInvariant(letter), problem[begin..end].Trim().TrimEnd(',', ';').Trim()));
            at = next;
        }

        return options;
    }

    private static int Mark(string problem, string mark, int from)
    {
        for (var at = problem.IndexOf(mark, from, StringComparison.Ordinal); at >= 0; at = problem.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            // Options begin behind a blank or at a line's beginning, and something stands in them.
            if ((at == 0 || char.IsWhiteSpace(problem[at - 1]) || problem[at - 1] is '*' or '$' or '{') && at + mark.Length < problem.Length)
            {
                return at;
            }
        }

        return -1;
    }
}
