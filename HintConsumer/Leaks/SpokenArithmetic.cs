using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>Arithmetic in words as signs: "half of 84", "6 times 7", "the sum of 40 and 2", "5 more than 37", "x is at least 3".</summary>
internal static partial class SpokenArithmetic
{
    private const int Rounds = 3;

    // N = a number, a bracket or a formula without blanks; A, B the same with a few words behind it ("48 clips").
    private const string N = @"(?<n>\([^()\n]{1,80}\)|\d(?:[\d.,]{0,30}\d)?%?(?:/\d+)?)";
    private const string A = @"(?<a>\([^()\n]{1,80}\)|\d(?:[\d.,]{0,30}\d)?%?(?:/\d+)?)(?:\s+[a-z]{2,20}(?:\s+[a-z]{2,20})?)?";
    private const string B = @"(?<b>\([^()\n]{1,80}\)|\d(?:[\d.,]{0,30}\d)?%?(?:/\d+)?)";

    /// <summary>The text with signs for words; the same text when it has none.</summary>
    public static string Of(string text)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = text;
            text = Named().Replace(text, static match => match.Groups["op"].Value.ToLowerInvariant() switch
            {
                "sum" => $"({match.Groups["a"].Value}+{match.Groups["b"].Value})",
                "product" => $"({match.Groups["a"].Value}*{match.Groups["b"].Value})",
                "difference" => $"({match.Groups["a"].Value}-{match.Groups["b"].Value})",
                _ => $"({match.Groups["a"].Value}/{match.Groups["b"].Value})",
            });
            text = Told().Replace(text, static match => match.Groups["op"].Value.ToLowerInvariant() switch
            {
                "add" => $"({match.Groups["a"].Value}+{match.Groups["b"].Value})",
                "subtract" or "take" => $"({match.Groups["b"].Value}-{match.Groups["a"].Value})",
                "multiply" => $"({match.Groups["a"].Value}*{match.Groups["b"].Value})",
                _ => $"({match.Groups["a"].Value}/{match.Groups["b"].Value})",
            });
            text = Root().Replace(text, "(sqrt(${n}))");
            text = Twice().Replace(text, static match => $"({(match.Groups["op"].Value.ToLowerInvariant() is "twice" or "double" ? 2 : 3)}*{match.Groups["n"].Value})");
            text = Behind().Replace(text, static match => match.Groups["op"].Value.ToLowerInvariant() switch
            {
                "squared" => $"({match.Groups["n"].Value}^2)",
                "cubed" => $"({match.Groups["n"].Value}^3)",
                "doubled" or "twice" => $"(2*{match.Groups["n"].Value})",
                "tripled" or "thrice" => $"(3*{match.Groups["n"].Value})",
                "dozen" => $"(12*{match.Groups["n"].Value})",
                _ => $"({match.Groups["n"].Value}/2)",
            });
            text = Less().Replace(text, "(${b}-${a})");
            text = Between().Replace(text, static match => $"({match.Groups["a"].Value}{Sign(match.Groups["op"].Value)}{match.Groups["b"].Value})");
            if (text == before)
            {
                break;
            }
        }

        text = Parts().Replace(text, static match => (NumberWords.Part(match.Groups["part"].Value), NumberWords.Several(match.Groups["part"].Value)) switch
        {
            ({ } below, _) => $"({match.Groups["n"].Value}/{below})",
            (_, { } many) => $"({match.Groups["n"].Value}*{many})",
            _ => match.Value,
        });
        text = Negative().Replace(text, "-${n}");
        return Comparison().Replace(Percent().Replace(text, "${n}%"), static match => match.Groups["op"].Value.ToLowerInvariant() switch
        {
            "at least" or "greater than or equal to" => @" \ge ",
            "at most" or "less than or equal to" => @" \le ",
            "greater than" or "more than" => " > ",
            "less than" or "smaller than" => " < ",
            _ => " = ",
        });
    }

    private static string Sign(string words) => words.ToLowerInvariant() switch
    {
        "plus" or "added to" or "more than" or "increased by" => "+",
        "minus" or "decreased by" or "reduced by" => "-",
        "times" or "multiplied by" or "of" => "*",
        "to the power" or "to the power of" => "^",
        _ => "/",
    };

    [GeneratedRegex(@"(?<![\w.])(?<n>\d{1,9})\s+(?<part>[a-z]{3,10}s)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(?:the\s+)?\b(?<op>sum|product|difference|quotient|ratio)\s+(?:of|between)\s+" + A + @"\s+(?:and|to)\s+" + B, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(?<op>add|subtract|take|multiply|divide)\s+" + A + @"\s+(?:and|to|from|by|with)\s+" + B, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Told();

    [GeneratedRegex(@"(?:the\s+)?\bsquare\s+root\s+of\s+" + N, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"(?:the\s+)?\b(?<op>twice|double|thrice|triple)\s+(?:of\s+)?" + N, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Twice();

    [GeneratedRegex(N + @"\s+(?<op>squared|cubed|doubled|tripled|twice|thrice|halved|dozen)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Behind();

    [GeneratedRegex(A + @"\s+(?:less|fewer)\s+than\s+" + B, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Less();

    [GeneratedRegex(A + @"\s+(?<op>plus|added\s+to|more\s+than|increased\s+by|minus|decreased\s+by|reduced\s+by|times|multiplied\s+by|divided\s+by|over|of|to\s+the\s+power\s+of|to\s+the\s+power)\s+" + B, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();

    [GeneratedRegex(@"\b(?:minus|negative)\s+" + N, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Negative();

    [GeneratedRegex(N + @"\s+(?:percent|per\s+cent)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Percent();

    [GeneratedRegex(@"\s+(?:(?:is|are|be|must\s+be)\s+)?(?<op>at\s+least|at\s+most|greater\s+than\s+or\s+equal\s+to|less\s+than\s+or\s+equal\s+to|greater\s+than|more\s+than|less\s+than|smaller\s+than|equal\s+to|equals|is)\s+(?=[-\d(\\])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
