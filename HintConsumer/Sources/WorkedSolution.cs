using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Sources;

/// <summary>The first steps of a worked solution, cut before the answer: lines, or sentences where it is one paragraph.</summary>
internal static partial class WorkedSolution
{
    private const int LongestRead = 40_000;

    /// <summary>The steps kept; null when the solution has too few to keep that many and leave one.</summary>
    public static string? Cut(string solution, SolutionCut cut)
    {
        var steps = Steps(solution);
        var keep = cut switch { SolutionCut.FirstStep => 1, SolutionCut.TwoSteps => 2, _ => steps.Count / 2 };
        return keep < 1 || keep >= steps.Count ? null : string.Join(' ', steps.Take(keep));
    }

    /// <summary>The steps of a solution without its marks: "#### 72" and calculator annotations.</summary>
    internal static IReadOnlyList<string> Steps(string solution)
    {
        var text = solution.Length > LongestRead ? solution[..LongestRead] : solution;
        var mark = text.LastIndexOf("####", StringComparison.Ordinal);
        text = Calculator().Replace(mark < 0 ? text : text[..mark], "").Trim();
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 2 ? lines : [.. lines.SelectMany(Sentences)];
    }

    // A full stop inside a formula ends no sentence.
    private static IEnumerable<string> Sentences(string line)
    {
        var from = 0;
        var formula = false;
        for (var i = 0; i < line.Length; i++)
        {
            formula ^= line[i] == '$' && (i == 0 || line[i - 1] != '\\');
            if (!formula && line[i] is '.' or '!' or '?' && (i + 1 == line.Length || line[i + 1] == ' ') && i - from > 2)
            {
                yield return line[from..(i + 1)].Trim();
                from = i + 1;
            }
        }

        if (line[from..].Trim() is { Length: > 0 } rest)
        {
            yield return rest;
        }
    }

    [GeneratedRegex("<<[^>]*>>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Calculator();
}
