namespace Guide.Answers.Units;

/// <summary>What a problem counts: "How many apples …?" is not answered by oranges.</summary>
internal static class CountedThings
{
    private const string Question = "how many";
    private const int LongestProblem = 20_000;

    // What anything may be called that is counted.
    private static readonly string[] General =
    [
        "person", "way", "thing", "item", "object", "piece", "unit", "solution", "possibility", "possibilitie", "combination", "arrangement", "outcome", "number", "integer", "value", "pair", "choice", "total", "time", "element", "member", "individual", "case", "answer", "option", "set", "subset", "student", "kid", "child",
        "pupil", "unique", "different", "distinct", "possible", "such", "of", "more", "digit", "point", "factor", "divisor", "root", "permutation", "configuration", "selection", "sequence", "tuple", "triple", "whole",
    ];

    /// <summary>True when the problem asks how many there are of one kind of thing and the words name another.</summary>
    /// <param name="problem">The problem; null for none.</param>
    /// <param name="counted">The words behind the value, in the singular.</param>
    public static bool IsAnother(string? problem, string counted)
    {
        if (problem is null || problem.Length > LongestProblem || counted.Contains(' ', StringComparison.Ordinal) || Array.IndexOf(General, counted) >= 0 || !counted.All(char.IsAsciiLetter))
        {
            return false;
        }

        var at = problem.LastIndexOf(Question, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || problem.IndexOf(Question, StringComparison.OrdinalIgnoreCase) != at)
        {
            return false;
        }

        // The sentence that asks may name the things in several words: "how many of the students are girls".
        var start = problem.LastIndexOfAny(['.', '?', '!', '\n'], Math.Max(0, at - 1)) + 1;
        var end = problem.IndexOfAny(['?', '.', '\n'], at);
        var words = problem[start..(end < 0 ? problem.Length : end)].Split([' ', ',', ';', ':', '(', ')', '$', '-', '\'', '"', '~'], StringSplitOptions.RemoveEmptyEntries);
        return !Array.Exists(words, word => UnitProduct.Stem(word) == counted);
    }
}
