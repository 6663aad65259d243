using System.Buffers;

namespace Guide.Answers.Extraction;

/// <summary>How a box stands to the one before it: entries of one list, guesses in parallel, or the later one instead of the earlier.</summary>
internal static class BoxSeries
{
    private const int LongestFrame = 200;
    private const int LongestJoint = 60;

    private static readonly SearchValues<char> Marks = SearchValues.Create(" $*_.,;:?!|()[]{}\\\n\r-–—");

    private static readonly string[] Guesses = ["guess", "backup", "back-up", "alternative", "alternatively", "otherwise", "else", "second answer", "other answer", "another answer", "second choice", "possibility", "candidate", "another possible", "option", "attempt", "not sure", "possible answers", "possible answer"];

    private static readonly string[] Between = ["or", "vs", "vs.", "versus", "perhaps", "possibly", "maybe", "either", "vee"];

    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "one", "other", "another", "former", "latter", "i", "ii", "iii", "iv", "v"];

    // What follows from what stands before: steps, parts, conclusions.
    private static readonly string[] Sequence = ["step", "part", "stage", "question", "problem", "exercise", "so", "hence", "thus", "therefore", "then", "finally", "final", "corrected", "next"];

    private static readonly string[] Cases = ["if", "when", "under", "assuming", "case"];

    /// <summary>True when the two boxes are entries of one list: nothing but joints, marks of a list or the same label stand between them.</summary>
    public static bool Lists(string text, Box earlier, Box last)
    {
        var between = text.AsSpan(earlier.End, last.Start - earlier.End);
        return between.Length <= LongestJoint && (Joins(between) || Enumerates(between) || SameLabel(text, earlier, last));
    }

    /// <summary>True when the two boxes are guesses: words between them offer, or both stand in the same words.</summary>
    public static bool AreGuesses(string text, Box earlier, Box last)
    {
        var between = text.AsSpan(earlier.End, last.Start - earlier.End);
        return AreBeside(text, earlier, last) || AreLabelled(text, earlier, last) || (between.Length <= 40 && Words.Any(between, Between)) || (between.Length <= 120 && Words.Any(between, Guesses)) || (between.Length <= LongestFrame && (AreParallel(text, earlier, last) || AreCases(between, text.AsSpan(last.End))));
    }

    // "\boxed{41} also \boxed{42}", "in one reading \boxed{41}, in another \boxed{42}", "if you do not like \boxed{41}, take \boxed{42}": in one sentence, and nothing derives the second.
    private static bool AreBeside(string text, Box earlier, Box last)
    {
        var start = Sentence.Start(text, last.Start);
        if (start > earlier.Start || last.Start - earlier.End > LongestFrame)
        {
            return false;
        }

        if (Words.Opens(text.AsSpan(start).TrimStart(" $*"), ["if"]) > 0)
        {
            return true;
        }

        var from = earlier.End;
        while (from < last.Start && text[from] is '$' or ' ' or '\\' or ')' or ']' or '}' or '*')
        {
            from++;
        }

        var tokens = ClauseToken.Read(text, from, last.Start);
        return !tokens.Exists(static t => t.Is('=') || t.Is(':') || t.Is('.') || t.In(ClauseWords.Copulas) || t.In(ClauseWords.Getting) || t.In(ClauseWords.Arriving) || Array.IndexOf(Sequence, t.Text) >= 0 || t.Text is "not" or "but" or "because" or "since" or "no" or "wait" or "sorry" or "actually" or "oops") && tokens.Exists(static t => t.Part == ClausePart.Word);
    }

    // "Low: \boxed{8}. High: \boxed{9}.": a label before each, none of a quantity, a part or a step.
    private static bool AreLabelled(string text, Box earlier, Box last) => Names(text, earlier.End, last) is { } own && Names(text, Math.Max(0, Sentence.Start(text, earlier.Start)), earlier) is { } other && own != other;

    private static string? Names(string text, int floor, Box box)
    {
        var from = Math.Max(floor, Sentence.Start(text, box.Start));
        var tokens = ClauseToken.Read(text, from, box.Start);
        while (tokens.Count > 0 && tokens[0].Part == ClausePart.Sign)
        {
            tokens.RemoveAt(0);
        }

        if (tokens.Count is < 2 or > 4 || !tokens[^1].Is(':') || text.AsSpan(floor, from - floor).ContainsAnyExcept(Marks))
        {
            return null;
        }

        var label = tokens.GetRange(0, tokens.Count - 1);
        return label.TrueForAll(static t => t.Part == ClausePart.Word && t.Text.Length > 1 && !t.In(ClauseWords.Quantities) && !t.In(ClauseWords.AnswerNouns) && !t.In(ClauseWords.Connectives) && !t.In(ClauseWords.Prepositions) && Array.IndexOf(Sequence, t.Text) < 0) ? string.Join(' ', label.Select(static t => t.Text)) : null;
    }

    // "\boxed{14} if n is even and \boxed{17} if n is odd"
    private static bool AreCases(ReadOnlySpan<char> between, ReadOnlySpan<char> behind) =>
        Words.Opens(between.TrimStart(" $,"), Cases) > 0 && Words.Opens(behind.TrimStart(" $,"), Cases) > 0;

    // "Try 1: \boxed{14}. Try 2: \boxed{17}.": the same words before both, but for their numbers, and nothing else between them.
    private static bool AreParallel(string text, Box earlier, Box last)
    {
        var from = Math.Max(earlier.End, Sentence.Start(text, last.Start));
        if (text.AsSpan(earlier.End, from - earlier.End).ContainsAnyExcept(Marks))
        {
            return false;
        }

        var own = text[from..last.Start];
        var start = Sentence.Start(text, earlier.Start);
        var others = text[start..earlier.Start];
        var frame = Frame(own);
        if (frame.Count == 0 || (frame.TrueForAll(static word => word == "#") && !own.Contains('%', StringComparison.Ordinal)))
        {
            return false;
        }

        var same = frame.SequenceEqual(Frame(others));
        var restated = same && own.Trim(' ', '\n', '$', '*') == others.Trim(' ', '\n', '$', '*') && !own.Contains('=', StringComparison.Ordinal);
        var sequence = frame.Exists(static word => Array.IndexOf(Sequence, word) >= 0);
        return restated || (!sequence && (same || (Array.IndexOf(Cases, frame[0]) >= 0 && Frame(others) is [var first, ..] && Array.IndexOf(Cases, first) >= 0)));
    }

    // The words before a box with every number, ordinal and letter of an enumeration as "#".
    private static List<string> Frame(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
            {
                words.Add("=");
            }

            if (!char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            var word = text[start..i].ToLowerInvariant();
            var labels = word.Length == 1 && text.AsSpan(i).TrimStart(" )}") is ['=', ..];
            words.Add(!labels && (word.Length == 1 || char.IsAsciiDigit(word[0]) || Array.IndexOf(Ordinals, word) >= 0) ? "#" : word);
            i--;
        }

        return words;
    }

    // ", ", " and ", "\quad".
    private static bool Joins(ReadOnlySpan<char> between)
    {
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
            if (word is not ("and" or "or" or "text" or "quad" or "qquad" or "textbf" or "mathrm" or "left" or "right" or "cdot" or "times" or "div") || ++words > 4)
            {
                return false;
            }
        }

        return true;
    }

    // "1. \boxed{14}", "2. \boxed{17}" line by line, and the rows of a table; "(a)" and "a)" are parts of a problem.
    private static bool Enumerates(ReadOnlySpan<char> between)
    {
        if (!between.Contains('\n') || between.IndexOfAny('=', '<', '>') >= 0)
        {
            return false;
        }

        var marks = between.Trim(" .$*_|\n\r:-#");
        return marks.Length is 1 or 2 && (marks.IndexOfAnyExceptInRange('0', '9') < 0 || (marks.Length == 1 && char.IsAsciiLetter(marks[0]))) || (marks.Length is 2 or 3 && marks[^1] == ')' && marks[..^1].IndexOfAnyExceptInRange('0', '9') < 0);
    }

    // "$x=\boxed{2}$ or $x=\boxed{3}$", "$x_1=\boxed{2}, x_2=\boxed{3}$": the same name before both, but for its number.
    private static bool SameLabel(string text, Box earlier, Box last)
    {
        var between = text.AsSpan(earlier.End, last.Start - earlier.End).Trim(" $&");
        if (!between.EndsWith("=") || !text.AsSpan(0, earlier.Start).TrimEnd(" &").EndsWith("="))
        {
            return false;
        }

        var label = Label(between[..^1]);
        var own = Label(text.AsSpan(0, earlier.Start).TrimEnd(" &")[..^1]);
        var joint = between[..^1].TrimEnd()[..^label.Length].Trim(" $,;&.\\\n");
        return label.Length > 0 && joint is "" or "or" or "and" or "quad" or "qquad" or "text{ and }" or "text{ or }" && Stem(label).Length is > 0 and <= 6 && Stem(label).SequenceEqual(Stem(own)) && (label.SequenceEqual(own) == (Stem(label).Length == label.Length));
    }

    // The name at the end: "x", "x_1", "x_{2}", "\alpha".
    private static ReadOnlySpan<char> Label(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[^(length + 1)]) || text[^(length + 1)] is '_' or '{' or '}' || (text[^(length + 1)] == '\\' && length > 1)))
        {
            length++;
        }

        return text[^length..];
    }

    private static ReadOnlySpan<char> Stem(ReadOnlySpan<char> label) => label.IndexOf('_') is > 0 and var at ? label[..at] : label;
}
