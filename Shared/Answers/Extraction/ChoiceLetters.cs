using System.Text;

namespace Guide.Answers.Extraction;

/// <summary>Reads a bare multiple-choice answer: "B", "(B)", "\text{Option C}", "C) 600 nm", "A, C". A set is a set; "B or C", "A-D" and "A = 3" name no option.</summary>
internal static class ChoiceLetters
{
    private const int Longest = 2_000;
    private const char Operator = '\u0001';

    private static readonly string[] Labels =
    [
        "the correct answer is", "the final answer is", "the best answer is", "the answer is", "the correct option is", "the correct choice is", "correct answer is", "final answer is", "answer is", "correct answer", "final answer", "options", "option", "choices", "choice", "answers", "answer", "letter", "correct option", "the letter", "ans",
        "正确答案是", "正确答案为", "答案是", "答案为", "答案选", "答案", "选项", "故选", "选",
    ];

    private static readonly string[] Says = ["is", "because", "since", "as", "it", "seems", "matches", "would", "must", "fits", "follows", "holds", "works", "remains", "should"];

    // Commands that only dress their argument.
    private static readonly string[] Clothes =
    [
        "text", "textbf", "textsf", "texttt", "textrm", "textit", "textnormal", "mathrm", "mathbf", "mathsf", "mathbb", "mathcal", "mathtt", "mathit", "mathnormal", "boldsymbol", "bm", "operatorname", "boxed", "fbox", "framebox", "emph", "underline", "mbox", "bold", "bf", "rm", "sf", "it", "tt", "left", "right", "quad", "qquad", "large", "Large", "LARGE", "huge", "Huge", "small", "displaystyle",
        "textstyle", "bigl", "bigr", "big", "Big",
    ];

    /// <summary>What the answer names.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="lower">True: a small letter alone is an option too.</param>
    public static Choice Read(string answer, bool lower = true)
    {
        if (answer.Length > Longest)
        {
            return Choice.None();
        }

        var text = Undressed(Completion.HalfWidth(answer));
        var labelled = false;
        for (var steps = 0; steps < 3 && Words.Opens(text, Labels) is > 0 and var label; steps++)
        {
            var rest = text[label..].TrimStart(' ', ':', '-', '"');
            if (rest.Length == 0)
            {
                break;
            }

            (text, labelled) = (rest, true);
        }

        if (Words.Opens(text, ["not", "never", "neither", "all except", "all but", "anything but", "none", "either", "both of", "any of", "one of"]) > 0 || text.StartsWith('不'))
        {
            return Words.Opens(text, ["none"]) > 0 ? Choice.None(text) : Choice.Refused("the choice is denied or left open");
        }

        return Group(text, 0, runs: true, lower: lower || labelled) is { } group ? Judged(text, group) : Choice.None(text);
    }

    /// <summary>A letter, or letters that stand together, at a position of running text; null when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where.</param>
    /// <param name="runs">True: "ACD" is three letters.</param>
    /// <param name="lower">True: a small letter counts.</param>
    public static (string Letters, int End, bool Hedged, bool Bracketed)? Group(string text, int at, bool runs, bool lower)
    {
        var letters = new StringBuilder();
        var hedged = false;
        var bracketed = false;
        var end = at;
        while (letters.Length < 26)
        {
            if (Element(text, at, runs, lower) is not { } element)
            {
                break;
            }

            // "A and C, C is better": a letter named again begins anew.
            if (element.Letters.Length == 1 && letters.ToString().Contains(element.Letters, StringComparison.Ordinal))
            {
                break;
            }

            bracketed |= element.Bracketed;
            letters.Append(element.Letters);
            end = element.End;
            if (Joint(text, end) is not { } joint)
            {
                break;
            }

            // Behind the last letter a joint joins nothing: "B, which", "C or its".
            if (Element(text, joint.End, runs: false, lower) is null)
            {
                break;
            }

            hedged |= joint.Hedge;
            at = joint.End;
        }

        return letters.Length == 0 ? null : (letters.ToString().ToUpperInvariant(), end, hedged, bracketed);
    }

    private static Choice Judged(string text, (string Letters, int End, bool Hedged, bool Bracketed) group)
    {
        if (group.Hedged)
        {
            return Choice.Offered();
        }

        var rest = text[group.End..];
        var behind = rest.TrimStart(' ');
        if (behind.Length == 0)
        {
            return Choice.Of(group.Letters);
        }

        if (Statement.DeniedBehind(text, group.End) || Statement.OfferedBehind(rest))
        {
            return Choice.Refused("the choice is denied or left open");
        }

        if (behind[0] is '.' or ')' or ']' or ':' or ',' or ';' or '-' or '–' or '—' or '?' or '!' && (rest.Length == behind.Length || behind[0] is not '-' || (behind.Length > 1 && behind[1] == ' ')))
        {
            // "C-D", "C: a long text about B".
            var body = behind.TrimStart('.', ')', ']', ':', ',', ';', '-', '–', '—', '!', ' ');
            if (Statement.OfferedBehind(body))
            {
                return Choice.Offered();
            }

            return behind[0] == '?' ? Choice.Refused("the choice is a question") : rest.Length == behind.Length && behind[0] == '-' ? Choice.None(text) : Choice.Of(group.Letters, body);
        }

        // What stands behind a bare letter must be words: "C is correct", "C Ribosome"; not "A number", "d = 3", "E = mc^2".
        if (rest.Length == behind.Length && !group.Bracketed)
        {
            return behind[0] > '\u2e7f' ? Choice.Of(group.Letters, behind) : Choice.None(text);
        }

        if (behind[0] is '=' or '+' or '*' or '/' or '<' or '>' or '^' or '_' or Operator && !group.Bracketed)
        {
            return Choice.None(text);
        }

        var article = group.Letters is "A" or "I" && !group.Bracketed && char.IsAsciiLetterLower(behind[0]);
        return article && Words.Opens(behind, Says) == 0 ? Choice.None(text) : Choice.Of(group.Letters, behind);
    }

    private static (string Letters, int End, bool Bracketed)? Element(string text, int at, bool runs, bool lower)
    {
        while (at < text.Length && text[at] is ' ' or '*' or '{' or '$' or '`' or '"' or '\'' or '“' or '_')
        {
            at++;
        }

        if (at >= text.Length)
        {
            return null;
        }

        var marked = at > 0 && text[at - 1] == '_';
        var bracket = text[at] is '(' or '[';
        var first = bracket ? at + 1 : at;
        while (bracket && first < text.Length && text[first] is ' ' or '*')
        {
            first++;
        }

        var count = first < text.Length ? Words.LettersOf(text.AsSpan(first)) : 0;
        if (count == 0 || (count > 1 && !(runs && IsRun(text.AsSpan(first, count)))))
        {
            return null;
        }

        if (count == 1 && char.IsAsciiLetterLower(text[first]) && !(bracket || (lower && EndsWord(text, first + 1))))
        {
            return null;
        }

        var end = first + count;
        while (end < text.Length && (text[end] is '*' or '`' or '}' or '"' or '”' || (marked && text[end] == '_')))
        {
            end++;
        }

        if (bracket)
        {
            while (end < text.Length && text[end] == ' ')
            {
                end++;
            }

            return end < text.Length && text[end] is ')' or ']' ? (text.Substring(first, count), Behind(text, end + 1), true) : null;
        }

        return end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || (char.IsLetter(text[end]) && text[end] < '\u2e7f') || text[end] is '_' or '^' || (text[end] is '\'' or '’' && end + 1 < text.Length && char.IsAsciiLetter(text[end + 1]))) ? null : (text.Substring(first, count), end, false);
    }

    private static int Behind(string text, int end)
    {
        while (end < text.Length && text[end] is '*' or '`' or '}' or '$')
        {
            end++;
        }

        return end;
    }

    private static bool EndsWord(string text, int at) => at >= text.Length || text[at] is '.' or ')' or ':' or ',' or ';' or '\n' or '*' or '`' or '"' or '$' or '}' or '\r' or '!' || (text[at] == ' ' && text.AsSpan(at).TrimStart(' ').Length == 0);

    // Different letters of the first ten.
    private static bool IsRun(ReadOnlySpan<char> letters)
    {
        if (letters.Length > 6)
        {
            return false;
        }

        for (var i = 0; i < letters.Length; i++)
        {
            if (letters[i] is < 'A' or > 'J' || letters[..i].Contains(letters[i]))
            {
                return false;
            }
        }

        return true;
    }

    // What joins letters, and whether it offers a choice between them.
    private static (int End, bool Hedge)? Joint(string text, int at)
    {
        var rest = text.AsSpan(at);
        var space = rest.Length - rest.TrimStart(" ~").Length;
        var body = rest[space..];
        if (body.Length == 0)
        {
            return null;
        }

        foreach (var (word, hedge) in (ReadOnlySpan<(string, bool)>)[("and/or ", true), (", and also ", false), ("and also ", false), ("but also ", false), ("as well as ", false), ("together with ", false), ("along with ", false), ("plus ", false), (", then ", true), ("then ", true), (">", true), ("<", true), (", and ", false), (", or ", true), (", or maybe ", true), ("and ", false), ("or maybe ", true), ("or perhaps ", true), ("or possibly ", true), ("or rather ", true), ("or ", true), ("vs ", true), ("& ", false), ("&", false), ("+", false), (", ", false), (",", false), (";", false), ("、", false), ("和", false), ("及", false), ("或者", true), ("或", true), ("/", true), ("|", true), ("\u0001", true), ("→", true), ("->", true), ("-", true), ("–", true), ("~", true)])
        {
            if (body.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                var end = at + space + word.Length;
                return (end + (rest[(space + word.Length)..].Length - rest[(space + word.Length)..].TrimStart(' ').Length), hedge);
            }
        }

        // "(or D)".
        if (body.StartsWith("(or ", StringComparison.OrdinalIgnoreCase))
        {
            return (at + space + 4, true);
        }

        // "A B C", "(A)(B)", "A. B. C.", letters line by line.
        if (body[0] is '\n' or '\r')
        {
            var line = body.TrimStart("\r\n ");
            return line.Length > 0 && char.IsAsciiLetterUpper(line[0]) && line[1..].TrimStart(".)") is [] or ['\n' or '\r', ..] ? (at + space + body.Length - line.Length, false) : null;
        }

        if (body[0] is '.' or ')' && body.Length > 2 && body[1] is ' ' or '\n' && char.IsAsciiLetterUpper(body[2]) && (body.Length == 3 || body[3] is '.' or ')'))
        {
            return (at + space + 2, false);
        }

        return space > 0 || body[0] is '(' or '[' ? (at + space, false) : null;
    }

    /// <summary>The text without type, colour, brackets of LaTeX and markdown; an operator of LaTeX as one sign.</summary>
    private static string Undressed(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '$' or '`' or '"' or '“' or '”' or '*' or '{' or '}')
            {
                continue;
            }

            if (c != '\\')
            {
                output.Append(c is '~' or '\n' ? ' ' : c);
                continue;
            }

            var name = Words.LettersOf(text.AsSpan(i + 1));
            if (name == 0)
            {
                // "\ ", "\,", "\{", "\(", "\&".
                i++;
                output.Append(i < text.Length && text[i] == '&' ? "&" : " ");
                continue;
            }

            var command = text.AsSpan(i + 1, name);
            i += name;
            if (command is "color" or "textcolor" && i + 1 < text.Length && text[i + 1] == '{' && text.IndexOf('}', i) is > 0 and var close)
            {
                i = close;
                continue;
            }

            var dresses = Array.IndexOf(Clothes, command.ToString()) >= 0;
            output.Append(dresses ? (command is "quad" or "qquad" or "bf" or "rm" or "it" or "sf" or "tt" ? " " : "") : command is "land" or "wedge" ? "&" : Operator.ToString());
        }

        var clean = output.ToString().Trim(' ', '_', '\u3000');
        return clean.StartsWith("( ", StringComparison.Ordinal) ? "(" + clean[2..] : clean;
    }
}
