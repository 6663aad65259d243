using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Extraction;

/// <summary>The links of a chain of equations across a box's edge: numbers in it must be equal, "43 = \boxed{42}" is no answer.</summary>
internal static class BoxChain
{
    private const int Window = 300;
    private const int LongestLink = 120;

    // Commands of a value without letters.
    private static readonly HashSet<string> Commands = ["frac", "dfrac", "tfrac", "cdot", "times", "div", "sqrt", "left", "right", "pi", "binom"];

    private static readonly string[] Starts = ["$", "\n", "\\[", "\\(", "&", "\\\\", "=", ";", "\\Rightarrow", "\\implies", "\\approx", "≈", ":", "\\quad", "\\to"];

    private static readonly string[] Ends = ["$", "\n", "\\]", "\\)", "&", "\\\\", "=", ";", ". ", "\\approx", "≈", "\\quad"];

    /// <summary>True when a number beside the box contradicts it.</summary>
    public static bool Contradicts(string text, Box box)
    {
        if (!IsNumber(box.Content))
        {
            return false;
        }

        var behind = text.AsSpan(box.End, Math.Min(Window, text.Length - box.End)).TrimStart(" ~");
        var alone = behind.Length == 0 || behind[0] is '$' or '.' or ',' or '=' or '\n' or '&' || behind.StartsWith("\\]") || behind.StartsWith("\\)") || behind.StartsWith("\\\\");
        var before = text.AsSpan(Math.Max(0, box.Start - Window), Math.Min(Window, box.Start)).TrimEnd(" ~&");
        if (alone && before.EndsWith("="))
        {
            var link = before[..^1];
            var from = 0;
            foreach (var start in Starts)
            {
                from = Math.Max(from, link.LastIndexOf(start, StringComparison.Ordinal) is >= 0 and var at ? at + start.Length : 0);
            }

            if (Differs(box.Content, link[from..]))
            {
                return true;
            }
        }

        if (!behind.StartsWith("="))
        {
            return false;
        }

        var next = behind[1..];
        var end = next.Length;
        foreach (var stop in Ends)
        {
            end = next.IndexOf(stop, StringComparison.Ordinal) is >= 0 and var at ? Math.Min(end, at) : end;
        }

        return Differs(box.Content, next[..end].TrimEnd('.'));
    }

    private static bool Differs(string content, ReadOnlySpan<char> link)
    {
        var other = link.Trim(" ~").ToString();
        if (!IsNumber(other))
        {
            return false;
        }

        var rounded = other.Contains('.', StringComparison.Ordinal) || content.Contains('.', StringComparison.Ordinal);
        return !AnswerComparer.Compare(content, other, ParseMode.Math, rounded ? Rational.Of(1, 50) : Rational.Zero).Same;
    }

    // A value of numbers alone: no letters, units, signs of degrees or per cent.
    private static bool IsNumber(string written)
    {
        if (written.Length is 0 or > LongestLink || written.AsSpan().IndexOfAnyInRange('0', '9') < 0)
        {
            return false;
        }

        var depth = 0;
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            if (c == '\\' && i + 1 < written.Length && char.IsAsciiLetter(written[i + 1]))
            {
                var length = Words.LettersOf(written.AsSpan(i + 1));
                if (!Commands.Contains(written.Substring(i + 1, length)))
                {
                    return false;
                }

                i += length;
                continue;
            }

            depth += c switch { '{' or '(' => 1, '}' or ')' => -1, _ => 0 };
            if (depth < 0 || !(char.IsAsciiDigit(c) || c is ' ' or '.' or '+' or '-' or '*' or '/' or '^' or '(' or ')' or '{' or '}' or '!' || (c == '\\' && i + 1 < written.Length && written[i + 1] is ',' or '!' or ';' or ' ')))
            {
                return false;
            }
        }

        return depth == 0;
    }
}
