using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers;

/// <summary>What an answer holds under: "ax + b where a &gt; 0", "13 if n is even". Conditions that both state must agree; one that only the gold states may go unsaid.</summary>
internal static class Conditions
{
    private static readonly string[] Heads = ["if", "unless", "provided", "only if", "when", "where", "for", "with", "such that", "given"];

    /// <summary>True when the answer holds under another condition than the gold.</summary>
    public static bool Differ(string gold, string said, ParseMode mode, Budget budget)
    {
        if (Clause(said) is not var (word, condition))
        {
            return false;
        }

        var bare = Wording.Normal(condition);
        if (Clause(gold) is not { } own)
        {
            // A value with a remark where it is attained is the value; with an "if" it is one case of several.
            return word is "if" or "unless" or "provided" or "only if" && bare.Length > 0;
        }

        var (goldWord, reference) = own;
        if (bare == Wording.Normal(reference) || !Restricts(word) && !Restricts(goldWord) && !(HasOrder(condition) && HasOrder(reference)))
        {
            return false;
        }

        return Parser.Parse(reference, mode, budget, out _) is not { } a || Parser.Parse(condition, mode, budget, out _) is not { } b || !new Comparison(budget, naturalLog: false, Rational.Zero, mode == ParseMode.Science).Same(a, b);
    }

    private static bool Restricts(string word) => word is "if" or "unless" or "provided" or "only if";

    private static bool HasOrder(string condition) => condition.IndexOfAny(['<', '>', '≤', '≥']) >= 0 || condition.Contains("\\le", StringComparison.Ordinal) || condition.Contains("\\ge", StringComparison.Ordinal) || condition.Contains("\\ne", StringComparison.Ordinal);

    // The words behind the first head outside of cases and sets; ("", "") never.
    private static (string Word, string Condition)? Clause(string text)
    {
        if (text.Contains("\\begin", StringComparison.Ordinal) || text.Contains("cases", StringComparison.Ordinal))
        {
            return null;
        }

        var (at, length) = Words.First(text, Heads);
        if (at < 1 || (text[at - 1] == '\\'))
        {
            return null;
        }

        var condition = text[(at + length)..].Replace("\\text", " ", StringComparison.Ordinal).Replace('{', ' ').Replace('}', ' ').Replace("\\ ", " ", StringComparison.Ordinal).Trim(' ', '$', ',', ':', '~', '\\');
        return condition.Length == 0 ? null : (text.Substring(at, length).ToLowerInvariant(), condition);
    }
}
