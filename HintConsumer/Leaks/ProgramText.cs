using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>
/// Whether a hint for a code problem carries a program: that is the whole answer in another form. The stage runs nothing, so it goes by
/// form; whether such a text passes the tests is found out where hints are made (<c>guide hints make</c>).
/// </summary>
internal static partial class ProgramText
{
    private const int FewestLines = 3;

    /// <summary>Why; null = it is prose.</summary>
    public static string? Reason(string hint)
    {
        if (Fence().IsMatch(hint))
        {
            return "the hint carries a program in a fence";
        }

        if (Comprehension().IsMatch(hint) || ReturnsExpression().IsMatch(hint) || Nested().IsMatch(hint) || Runs().IsMatch(hint) || Body().IsMatch(hint))
        {
            return "the hint carries a piece of a program";
        }

        if (EntryPoint().IsMatch(hint) || (Definition().IsMatch(hint) && Result().IsMatch(hint)))
        {
            return "the hint carries a program";
        }

        var lines = hint.Split('\n');
        return lines.Count(static line => Statement().IsMatch(line)) >= FewestLines ? "the hint carries a program" : null;
    }

    [GeneratedRegex(@"[(\[{][^()\[\]\n]{0,60}(?:\([^()\n]{0,40}\)[^()\[\]\n]{0,40})*\bfor\s+\w+(?:\s*,\s*\w+){0,3}\s+in\s", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comprehension();

    [GeneratedRegex(@"\breturn\s+[^.\n]{0,80}?(?:\w\(|\w\[|[-+*/%<>]\s*\w+\s*(?:[;\[(]|$))", RegexOptions.CultureInvariant | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReturnsExpression();

    [GeneratedRegex(@"\w\([^()\n]{0,60}\w\([^()\n]{0,60}\w\(", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nested();

    [GeneratedRegex(@"\b(?:exec|eval|compile)\s*\(\s*\S", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Runs();

    [GeneratedRegex(@"\b(?:fn|func|fun|function)\s+\w+\s*\([^)\n]*\)[^{}\n]{0,40}\{", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Body();

    [GeneratedRegex(@"(?:```|~~~)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"#include\s*<|\bint\s+main\s*\(|\bpublic\s+static\s+void\s+main|\bfunc\s+main\s*\(|\bfn\s+main\s*\(|__name__\s*==", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"\bdef\s+\w+\s*\(|\blambda\b[^:\n]*:|\bfunction\s+\w*\s*\(|=>|\bfn\s+\w+\s*\(|\bfunc\s+\w+\s*\(|\b(?:int|long|bool|string|void|double|float|char|auto|vector<\w+>)\s+\w+\s*\([^)\n]*\)\s*\{", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\breturn\b|\bprint\w*\s*\(|\byield\b|\bcout\b|=>|\blambda\b|System\.out|console\.log", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Result();

    [GeneratedRegex(@"^\s*(?:(?:for|while|if|elif|else|try|except|with|class|def)\b.*:\s*(?:#.*)?$|return\b|import\s+\w|from\s+\w+\s+import\b|print\s*\(|[\w.\[\], ]{1,60}\s*(?:[-+*/%|&^]|//|\*\*)?=(?!=)\s*\S|.*[;{}]\s*$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Statement();
}
