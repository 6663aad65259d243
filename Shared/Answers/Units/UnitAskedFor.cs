namespace Guide.Answers.Units;

/// <summary>The unit that a problem asks for in words, read with the grammar of units: "in square meters", "in kilometers per hour", "how many miles per hour".</summary>
internal static class UnitAskedFor
{
    private const int MostWords = 6;
    private static readonly string[] Heads = ["in", "how many"];
    private static readonly string[] Requests = ["find", "what", "determine", "compute", "calculate", "express", "give", "how", "state", "report", "enter", "evaluate", "convert", "answer", "estimate"];
    private static readonly char[] Stops = ['.', '?', '!', ',', ';', ':', '(', ')', '\n'];

    /// <summary>The unit; null when none is asked for, or several are.</summary>
    public static Unit? In(string problem)
    {
        Unit? asked = null;
        foreach (var sentence in problem.Split(['?', '!', '\n', ';']).SelectMany(static part => part.Split(". ")))
        {
            if (!Array.Exists(Requests, word => Has(sentence, word)))
            {
                continue;
            }

            foreach (var head in Heads)
            {
                for (var at = Next(sentence, head, 0); at >= 0; at = Next(sentence, head, at + 1))
                {
                    if (Longest(sentence, at + head.Length) is not { } unit)
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
        }

        return asked;
    }

    /// <summary>True when degrees of arc are asked for.</summary>
    public static bool IsDegrees(string? problem) =>
        problem is not null && (Has(problem, "in degrees") || Has(problem, "how many degrees") || Has(problem, "degree measure") || Has(problem, "number of degrees")) && !problem.Contains("Celsius", StringComparison.OrdinalIgnoreCase) && !problem.Contains("Fahrenheit", StringComparison.OrdinalIgnoreCase) && !Has(problem, "radians");

    // The most words from here that are one known unit.
    private static Unit? Longest(string sentence, int at)
    {
        Unit? longest = null;
        var end = at;
        for (var words = 0; words < MostWords; words++)
        {
            var start = end;
            while (start < sentence.Length && sentence[start] == ' ')
            {
                start++;
            }

            end = start;
            while (end < sentence.Length && sentence[end] != ' ' && Array.IndexOf(Stops, sentence[end]) < 0)
            {
                end++;
            }

            if (end == start)
            {
                break;
            }

            // A lone letter or a number is no word of a unit: "in 5 seconds" asks for nothing.
            if (words == 0 && (end - start < 3 || !sentence.AsSpan(start, end - start).ContainsAnyInRange('a', 'z') || sentence.AsSpan(start, end - start).ContainsAnyInRange('0', '9')))
            {
                break;
            }

            longest = UnitParser.Parse(sentence[at..end].Trim()) is { Known: true, Dimensions.IsNone: false } unit ? unit : longest;
        }

        return longest;
    }

    private static bool Has(string text, string phrase) => Next(text, phrase, 0) >= 0;

    private static int Next(string text, string phrase, int from)
    {
        for (var at = from < text.Length ? text.IndexOf(phrase, from, StringComparison.OrdinalIgnoreCase) : -1; at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + phrase.Length == text.Length || !char.IsLetterOrDigit(text[at + phrase.Length])))
            {
                return at;
            }
        }

        return -1;
    }
}
