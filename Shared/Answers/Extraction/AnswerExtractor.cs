using System.Text;

using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>
/// Finds the final answer in a worked solution, without regular expressions: the last \boxed{} (several in a row are one list), then "####", then the last declared
/// answer ("final answer is", "the answer is", "Answer:", "A:"), then the last mathematics, then the last number.
/// </summary>
internal static class AnswerExtractor
{
    private const int LongestAnswer = 20_000;

    private const int MostPhrases = 500;
    private const int MostBoxes = 40;

    private static readonly string[] Verbs = ["is", "are", "should be", "would be", "must be", "will be"];

    /// <summary>The answer's text and where it was found; null when there is none in the places that may be read.</summary>
    public static (string Answer, string Source)? Extract(string text, AnswerSources allowed = AnswerSources.All)
    {
        if (allowed.HasFlag(AnswerSources.Boxed) && Boxed(text) is { } boxed)
        {
            // "\boxed{12} … The final answer is 15": what is declared behind the last box stands.
            var last = text.LastIndexOf("\\boxed", StringComparison.Ordinal);
            if (allowed.HasFlag(AnswerSources.Declared) && last >= 0 && !NextProblem(text, last) && Declared(text, last) is { } later)
            {
                return (later, "declared");
            }

            return string.IsNullOrWhiteSpace(boxed) ? null : (boxed, "boxed");
        }

        var mark = allowed.HasFlag(AnswerSources.Marked) ? text.LastIndexOf("####", StringComparison.Ordinal) : -1;
        if (mark >= 0)
        {
            var line = Line(text, mark + 4);
            return line.Length == 0 ? null : (line, "####");
        }

        if (allowed.HasFlag(AnswerSources.Declared) && Declared(text) is { } declared)
        {
            return (declared, "declared");
        }

        // A short text without prose is the answer itself.
        var trimmed = text.Trim();
        var whole = allowed.HasFlag(AnswerSources.Whole);
        if (whole && trimmed.Length is > 0 and <= 120 && !trimmed.Contains('\n', StringComparison.Ordinal) && !LooksLikeProse(trimmed))
        {
            return (trimmed, "whole");
        }

        // "The answer is not 12": what is only denied is no answer.
        var said = Denied(text) is { } denial ? text[..denial] : text;
        if (LastValue(said, allowed) is { } value)
        {
            return value;
        }

        return whole && trimmed.Length is > 0 and <= 200 ? (trimmed, "whole") : null;
    }

    /// <summary>The content of the last box, or of the run of boxes that ends with it, joined by commas; null when there is no box; empty when it is empty.</summary>
    public static string? Boxed(string text)
    {
        var end = text.Length;
        List<string>? run = null;
        for (var looks = 0; looks < MostBoxes; looks++)
        {
            var at = end > 0 ? Math.Max(text.LastIndexOf("\\boxed", end - 1, StringComparison.Ordinal), text.LastIndexOf("\\fbox", end - 1, StringComparison.Ordinal)) : -1;
            if (at < 0)
            {
                break;
            }

            var open = at + (text[at + 1] == 'b' ? "\\boxed".Length : "\\fbox".Length);
            var (content, after) = BoxContent(text, open);
            if (content is null || (run is null && Excluded(text.AsSpan(0, at))))
            {
                // "\boxed" without content (in prose), or "not \boxed{6}": look further back.
                end = at;
                continue;
            }

            if (run is null)
            {
                run = [content];
            }
            else if (after <= end && Separates(text.AsSpan(after, end - after)))
            {
                run.Insert(0, content);
            }
            else
            {
                break;
            }

            end = at;
        }

        if (run is null)
        {
            return null;
        }

        if (run.Count == 1)
        {
            return run[0];
        }

        // The same box twice is one answer.
        var distinct = new List<string>();
        foreach (var item in run)
        {
            if (!distinct.Contains(item, StringComparer.Ordinal))
            {
                distinct.Add(item);
            }
        }

        return string.Join(", ", distinct);
    }

    private static bool Excluded(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" $\\([");
        return before.EndsWith(" not", StringComparison.Ordinal) || before.EndsWith("instead of", StringComparison.Ordinal) || before.EndsWith("rather than", StringComparison.Ordinal);
    }

    // The model went on to invent the next problem.
    private static bool NextProblem(string text, int from)
    {
        foreach (var head in (ReadOnlySpan<string>)["\nQuestion:", "\nProblem:", "\nQ:", "\n**Question", "\n**Problem", "<|im_start|>", "\nUser:", "\nHuman:"])
        {
            if (text.IndexOf(head, from, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // Where the last "answer is not" begins; null when there is none.
    private static int? Denied(string text)
    {
        var before = text.Length;
        for (var looks = 0; looks < MostPhrases && before > 0; looks++)
        {
            before = text.LastIndexOf("nswer", before - 1, StringComparison.Ordinal);
            if (before < 1)
            {
                break;
            }

            var after = before + 5;
            if (text[before - 1] is 'a' or 'A' && (text.AsSpan(after).StartsWith(" isn't ", StringComparison.Ordinal) || text.AsSpan(after).StartsWith(" cannot be ", StringComparison.Ordinal) || (Declares(text, ref after) && text.AsSpan(after).TrimStart().StartsWith("not ", StringComparison.Ordinal))))
            {
                return before - 1;
            }
        }

        return null;
    }

    private static (string? Content, int After) BoxContent(string text, int open)
    {
        while (open < text.Length && text[open] == ' ')
        {
            open++;
        }

        if (open >= text.Length)
        {
            return (null, open);
        }

        if (text[open] != '{')
        {
            // \boxed 5
            var stop = open;
            while (stop < text.Length && !char.IsWhiteSpace(text[stop]) && text[stop] is not ('$' or ',' or '.' or '}' or '\\' or '`' or '\'' or '"' or ')'))
            {
                stop++;
            }

            return stop > open ? (text[open..stop], stop) : (null, open);
        }

        var depth = 0;
        var limit = Math.Min(text.Length, open + LongestAnswer);
        for (var i = open; i < limit; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < limit && text[i + 1] is '{' or '}' or '\\':
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    if (--depth == 0)
                    {
                        return (text[(open + 1)..i], i + 1);
                    }

                    break;
            }
        }

        // Never closed: what stands on the line.
        if (open + 1 >= text.Length)
        {
            return (null, open);
        }

        var end = text.IndexOf('\n', open);
        end = end < 0 ? text.Length : end;
        var content = text[(open + 1)..Math.Min(end, limit)];
        var dollar = content.IndexOf('$', StringComparison.Ordinal);
        return (dollar > 0 ? content[..dollar] : content, end);
    }

    private static bool Separates(ReadOnlySpan<char> between)
    {
        if (between.Length > 60)
        {
            return false;
        }

        var words = 0;
        for (var i = 0; i < between.Length; i++)
        {
            if (!char.IsLetterOrDigit(between[i]))
            {
                if (between[i] is '=' or '<' or '>')
                {
                    return false;
                }

                continue;
            }

            var start = i;
            while (i < between.Length && char.IsLetterOrDigit(between[i]))
            {
                i++;
            }

            var word = between[start..i];
            if (word is not ("and" or "or" or "text" or "quad" or "qquad" or "textbf" or "mathrm" or "left" or "right") || ++words > 4)
            {
                return false;
            }
        }

        return true;
    }

    private static string Line(string text, int start)
    {
        var end = text.IndexOf('\n', start);
        return text[start..(end < 0 ? text.Length : end)].Trim();
    }

    // The last phrase that declares an answer before a position: "final answer", "answer is", "answers are", "answer:", "answer should be". One look at each "nswer", from the end.
    private static (int At, int After) LastPhrase(string text, int before, bool strong = false)
    {
        for (var looks = 0; looks < MostPhrases && before > 0; looks++)
        {
            var at = text.LastIndexOf("nswer", before - 1, StringComparison.Ordinal);
            if (at < 1)
            {
                return (-1, 0);
            }

            before = at;
            if (text[at - 1] is not ('a' or 'A') || (at >= 2 && char.IsLetter(text[at - 2])))
            {
                continue;
            }

            var (start, after) = (at - 1, at + 5);
            after += after < text.Length && text[after] == 's' ? 1 : 0;
            if (after < text.Length && char.IsLetter(text[after]))
            {
                continue;
            }

            var final = start >= 6 && text.AsSpan(start - 6, 6).Equals("final ", StringComparison.OrdinalIgnoreCase);
            var declares = Declares(text, ref after);
            if (strong && !final && !(declares && text.AsSpan(0, after).EndsWith("is", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            declares |= final;
            if (!declares || (start >= 5 && text.AsSpan(start - 5, 5).Equals("this ", StringComparison.OrdinalIgnoreCase)) || Judged(text, after))
            {
                continue;
            }

            return (final ? start - 6 : start, after);
        }

        return (-1, 0);
    }

    /// <summary>True when "is", ":" and the like stand at a position, which then moves behind them.</summary>
    public static bool Declares(string text, ref int after)
    {
        var at = after;
        while (at < text.Length && text[at] is ' ' or '*' or '_')
        {
            at++;
        }

        if (at < text.Length && text[at] is ':' or '=')
        {
            after = at + 1;
            return true;
        }

        foreach (var verb in Verbs)
        {
            if (text.AsSpan(at).StartsWith(verb, StringComparison.OrdinalIgnoreCase) && (at + verb.Length >= text.Length || !char.IsLetter(text[at + verb.Length])))
            {
                after = at + verb.Length;
                return true;
            }
        }

        return false;
    }

    // "The answer is wrong" says nothing about what it is.
    private static bool Judged(string text, int start)
    {
        while (start < text.Length && text[start] is ' ' or ':' or '*')
        {
            start++;
        }

        var rest = text.AsSpan(start);
        return rest.StartsWith("correct", StringComparison.Ordinal) || rest.StartsWith("wrong", StringComparison.Ordinal) || rest.StartsWith("right", StringComparison.Ordinal) || rest.StartsWith("incorrect", StringComparison.Ordinal) || rest.StartsWith("not ", StringComparison.Ordinal);
    }

    private static string? Declared(string text, int notBefore = 0)
    {
        var (best, after) = LastPhrase(text, text.Length, strong: notBefore > 0);
        if (best < notBefore && notBefore > 0)
        {
            return null;
        }

        // "A: 26" alone on the last line.
        var line = Math.Max(text.LastIndexOf("\nA:", StringComparison.Ordinal), text.StartsWith("A:", StringComparison.Ordinal) ? 0 : -1);
        if (line > best)
        {
            (best, after) = (line, line + (text[line] == '\n' ? 3 : 2));
        }

        if (best < 0)
        {
            return null;
        }

        var answer = Phrase(text, after);

        // A completion cut off in its last repetition: the one before is whole.
        var cut = answer.Length == 0 || (after + answer.Length + 2 >= text.TrimEnd().Length && text.Length > 0 && !text.EndsWith('\n') && !text.TrimEnd().EndsWith('.'));
        if (cut && best > 0)
        {
            var (earlier, earlierAfter) = LastPhrase(text, best);
            if (earlier >= 0 && earlierAfter <= best)
            {
                var whole = Phrase(text, earlierAfter);
                if (whole.Length > 0 && (answer.Length == 0 || whole.StartsWith(answer, StringComparison.Ordinal)))
                {
                    return whole;
                }
            }
        }

        return answer.Length == 0 ? null : answer;
    }

    // What is declared: to the end of the sentence, mathematics kept whole.
    private static string Phrase(string text, int start)
    {
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || text[start] is ':' or '*' or '=' or '"' or '`'))
        {
            start++;
        }

        foreach (var lead in (ReadOnlySpan<string>)["therefore ", "thus ", "then ", "that ", "is "])
        {
            if (string.Compare(text, start, lead, 0, lead.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                start += lead.Length;
            }
        }

        if (start >= text.Length)
        {
            return string.Empty;
        }

        // Displayed mathematics may run over lines.
        if (Delimited(text, start) is { } mathematics)
        {
            return mathematics;
        }

        var end = start;
        var dollars = false;
        while (end < text.Length && end - start < 600)
        {
            var c = text[end];
            if (c == '\n')
            {
                break;
            }

            if (c == '$')
            {
                dollars = !dollars;
            }

            // A stop that ends a sentence: not inside mathematics, not a decimal point, not "a.m.".
            if (c == '.' && !dollars && (end + 1 >= text.Length || char.IsWhiteSpace(text[end + 1]) || text[end + 1] is '"' or '*' or '`' or '<' or '\\') && !Abbreviation(text, end))
            {
                break;
            }

            end++;
        }

        var answer = text[start..end].Trim().TrimEnd('.', '*', '"', '`', ',').Trim();
        foreach (var stop in (ReadOnlySpan<string>)["<|", ". I hope", "</", " because ", " since ", "```"])
        {
            var at = answer.IndexOf(stop, StringComparison.Ordinal);
            if (at > 0)
            {
                answer = answer[..at].Trim();
            }
        }

        // "between 10 and 12" leaves the value open.
        if (answer.StartsWith("between ", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("at least ", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("at most ", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("more than ", StringComparison.OrdinalIgnoreCase)
            || answer.StartsWith("less than ", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("greater than ", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("fewer than ", StringComparison.OrdinalIgnoreCase) || answer.StartsWith("somewhere ", StringComparison.OrdinalIgnoreCase))
        {
            return answer;
        }

        // "The largest n is 34": prose with one value at its end.
        if (LooksLikeProse(answer) && LastValue(answer) is { } inner)
        {
            return inner.Answer;
        }

        return answer;
    }

    private static bool Abbreviation(string text, int stop) =>
        stop >= 3 && text[stop - 1] is 'm' or 'M' && text[stop - 2] == '.' && text[stop - 3] is 'a' or 'p' or 'A' or 'P' && stop + 1 < text.Length;

    private static string? Delimited(string text, int start)
    {
        foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)")])
        {
            if (string.CompareOrdinal(text, start, open, 0, open.Length) != 0)
            {
                continue;
            }

            var end = text.IndexOf(close, start + open.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            // "\(1\) and \(2\)" goes on; otherwise the answer is this.
            var rest = Line(text, end + close.Length);
            if (rest.StartsWith("and ", StringComparison.Ordinal) || rest.StartsWith("or ", StringComparison.Ordinal) || (rest.StartsWith(',') && rest.Contains(open, StringComparison.Ordinal)))
            {
                return null;
            }

            return text[(start + open.Length)..end].Trim();
        }

        return null;
    }

    /// <summary>The last $…$, \(…\), \[…\] or $$…$$; of a chain "a = b = c" in running text, the whole.</summary>
    private static (string Answer, string Source)? LastValue(string text, AnswerSources allowed = AnswerSources.All)
    {
        var (mathematics, end) = allowed.HasFlag(AnswerSources.Mathematics) ? LastMathematics(text) : (null, -1);
        var (number, at) = allowed.HasFlag(AnswerSources.Number) ? LastNumber(text) : (null, -1);
        if (mathematics is not null && (number is null || at < end))
        {
            return (mathematics, "last mathematics");
        }

        return number is null ? null : (number, "last number");
    }

    private static (string? Content, int End) LastMathematics(string text)
    {
        var best = (Start: -1, Content: string.Empty);
        foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("\\[", "\\]"), ("\\(", "\\)"), ("$$", "$$")])
        {
            var end = text.LastIndexOf(close, StringComparison.Ordinal);
            if (end <= 0)
            {
                continue;
            }

            var start = text.LastIndexOf(open, end - 1, StringComparison.Ordinal);
            if (start >= 0 && start > best.Start && end > start + open.Length)
            {
                best = (start, text[(start + open.Length)..end]);
            }
        }

        // Inline dollars: pair them from the front so that a stray one does not invert everything; \$ is money.
        var (opening, closed) = (-1, -1);
        var run = new List<ReadOnlyMemory<char>>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || (i > 0 && text[i - 1] == '\\'))
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '$')
            {
                i++;
                continue;
            }

            if (opening < 0)
            {
                opening = i;
            }
            else
            {
                if (opening > best.Start && i > opening + 1)
                {
                    // "$x=1$ and $x=2$" is one list.
                    if (run.Count == 0 || run.Count == MostBoxes || !Joins(text.AsSpan(closed + 1, opening - closed - 1)))
                    {
                        run.Clear();
                    }

                    run.Add(text.AsMemory(opening + 1, i - opening - 1));
                    (best.Start, closed) = (opening, i);
                }

                opening = -1;
            }
        }

        var content = closed > 0 && closed > best.Start ? string.Join(", ", run).Trim() : best.Content.Trim();
        return content.Length == 0 ? (null, -1) : (content, Math.Max(closed, best.Start + best.Content.Length + 1));
    }

    private static bool Joins(ReadOnlySpan<char> between) => between.Trim(" ,") is "and" or "or" or "and also" or "or else";

    private static (string? Number, int At) LastNumber(string text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var end = i + 1;
            var start = i;
            while (start > 0 && (char.IsAsciiDigit(text[start - 1]) || (text[start - 1] is '.' or ',' or '/' && start > 1 && char.IsAsciiDigit(text[start - 2]))))
            {
                start--;
            }

            var number = new StringBuilder();
            if (start > 0 && text[start - 1] == '-' && (start == 1 || char.IsWhiteSpace(text[start - 2])))
            {
                number.Append('-');
            }

            number.Append(text, start, end - start);
            if (end < text.Length && text[end] == '%')
            {
                number.Append('%');
            }

            return Around(text, start, end) is { } whole ? (whole, start) : (number.ToString(), start);
        }

        return (null, -1);
    }

    // The last number may end a pair in brackets, "(1, 2)", or a ratio, "3:2".
    private static string? Around(string text, int start, int end)
    {
        var at = start;
        while (at >= 2 && text[at - 1] == ':' && char.IsAsciiDigit(text[at - 2]))
        {
            at -= 2;
            while (at > 0 && char.IsAsciiDigit(text[at - 1]))
            {
                at--;
            }
        }

        if (at < start)
        {
            return text[at..end];
        }

        var close = end;
        while (close < text.Length && text[close] == ' ')
        {
            close++;
        }

        if (close >= text.Length || text[close] is not (')' or ']' or '}'))
        {
            return null;
        }

        var commas = 0;
        for (var i = close - 1; i >= 0 && close - i < 120; i--)
        {
            switch (text[i])
            {
                case '(' or '[' or '{':
                    return commas > 0 ? text[i..(close + 1)] : null;
                case ',':
                    commas++;
                    break;
                case ' ' or '.' or '-' or '/' or '+':
                    break;
                default:
                    if (!char.IsAsciiDigit(text[i]))
                    {
                        return null;
                    }

                    break;
            }
        }

        return null;
    }

    // Three words of running text outside mathematics.
    private static bool LooksLikeProse(string text)
    {
        // "Soucis : 2,74": one word before a number is prose too.
        var words = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan().IndexOfAnyInRange('0', '9') > 0 ? 1 : 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                var command = i;
                while (i < text.Length && char.IsAsciiLetter(text[i]))
                {
                    i++;
                }

                // The argument of \begin is no word, nor is what stands in \text{}.
                if (i < text.Length && text[i] == '{' && text.AsSpan(command, i - command) is "begin" or "end" or "text" or "mbox" or "mathrm" or "textbf" or "operatorname" && text.IndexOf('}', i) is > 0 and var close)
                {
                    i = close;
                }

                continue;
            }

            if (!char.IsAsciiLetter(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsAsciiLetter(text[i]))
            {
                i++;
            }

            var word = text.AsSpan(start, i - start);
            if (word.Length > 3 || word is "the" or "The" or "is" or "are" or "We" or "we" or "of" or "it" or "so" or "So" or "for" or "not")
            {
                words++;
            }
        }

        return words >= 2;
    }
}
