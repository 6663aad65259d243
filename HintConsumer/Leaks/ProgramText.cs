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

        if (EntryPoint().IsMatch(hint) || (Definition().IsMatch(hint) && Result().IsMatch(hint)))
        {
            return "the hint carries a program";
        }

        var lines = hint.Split('\n');
        return lines.Count(static line => Statement().IsMatch(line)) >= FewestLines ? "the hint carries a program" : null;
    }

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
