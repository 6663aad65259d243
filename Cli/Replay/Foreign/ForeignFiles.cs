using System.Globalization;
using System.Text.RegularExpressions;

using Guide.Contracts;
using Guide.DataSets;

namespace Guide.Cli.Replay.Foreign;

/// <summary>The files of a dump, in the order of their steps.</summary>
internal static partial class ForeignFiles
{
    private static readonly string[] Endings = [".jsonl", ".jsonl.gz", ".parquet"];

    /// <summary>The files that the command line names; of a folder those in it, and in its folders, whose names end as dumps' do.</summary>
    /// <exception cref="GuideException">Exit code 2: a place is not there, or a folder holds no dump.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> places)
    {
        var files = new List<string>();
        foreach (var place in places)
        {
            if (!Directory.Exists(place))
            {
                files.Add(File.Exists(place) || place == SourceFile.StandardInput ? place : throw GuideException.Usage($"{place}: there is no such file or folder."));
                continue;
            }

            var inside = Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
                .Where(static file => Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(static file => Path.GetDirectoryName(Path.GetDirectoryName(file)), StringComparer.Ordinal).ThenBy(StepOf).ThenBy(static file => file, StringComparer.Ordinal)
                .ToList();
            files.AddRange(inside.Count > 0 ? inside : throw GuideException.Usage($"{place}: there is no file that ends with {string.Join(", ", Endings)} in it."));
        }

        return files.Distinct(StringComparer.Ordinal).Count() == files.Count ? files : throw GuideException.Usage($"{files.GroupBy(static file => file, StringComparer.Ordinal).First(static same => same.Count() > 1).Key}: named twice.");
    }

    /// <summary>The step that a file's name, or its folder's, tells: a number alone or behind "step" or "completions"; null = neither does.</summary>
    public static long? StepOf(string file) => Step(Stem(Path.GetFileName(file))) ?? (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder ? Step(Path.GetFileName(folder)) : null);

    private static string Stem(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;

    private static long? Step(string name) =>
        StepName().Match(name) is { Success: true } match && long.TryParse(match.Groups["step"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;

    [GeneratedRegex("^(?:.*step[_-]?|completions[_-])?(?<step>[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StepName();
}
