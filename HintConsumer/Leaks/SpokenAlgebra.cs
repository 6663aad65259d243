using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>Formulas in words as formulas: "x squared minus five x plus six", "the product of x-2 and x-3", "three times the square root of two".</summary>
internal static partial class SpokenAlgebra
{
    /// <summary>The text with signs for words; the same text when it has none. Words that are no operands stay words, which are no values.</summary>
    /// <param name="text">Plain text with number words as digits.</param>
    public static string Of(string text)
    {
        text = Product().Replace(text, "((${a})*(${b}))");
        text = TimesOfSums().Replace(text, "((${a})*(${b}))");
        text = PartOf().Replace(text, "${a}*");
        text = Root().Replace(text, @"\sqrt ");
        text = Power().Replace(text, static match => match.Groups["op"].Value.ToLowerInvariant() is "squared" ? "^2" : "^3");
        return Sign().Replace(text, static match => match.Groups["op"].Value.ToLowerInvariant() switch { "plus" => "+", "minus" => "-", "times" => "*", _ => "/" });
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(?:the\s+)?product\s+of\s+(?<a>[^\s,]{1,40})\s+and\s+(?<b>[^\s,;]{1,40}?)(?=[\s,;]|\.?$)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Product();

    [GeneratedRegex(@"(?<![^\s])(?<a>[\w^]{1,20}[-+][\w^]{1,20})\s+times\s+(?<b>[\w^]{1,20}[-+][\w^]{1,20})", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimesOfSums();

    [GeneratedRegex(@"(?<a>\(\d+/\d+\))\s+of\s+(?=\\?(?:pi|[a-z])\b(?!\w))", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartOf();

    [GeneratedRegex(@"(?:\bthe\s+)?\b(?:square\s+root\s+of|root(?:\s+of)?)\s+(?=[\d(a-z\\])", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"(?<=[\w)}])\s+(?<op>squared|cubed)\b", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Power();

    [GeneratedRegex(@"\s+(?<op>plus|minus|times|over|divided\s+by)\s+", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sign();
}
