namespace Guide.UnitTests.Answers;

/// <summary>The tab-separated files of written cases beside these tests: a line a case; what begins with # is a comment.</summary>
internal static class CaseFile
{
    /// <summary>The cases with the numbers of their lines, from 1.</summary>
    /// <param name="path">Below tests/UnitTests/Answers.</param>
    public static IEnumerable<(int Number, string Line)> Lines(string path) =>
        File.ReadLines(Path.Combine(Repository.Root, "tests", "UnitTests", "Answers", path))
            .Select(static (line, index) => (index + 1, line))
            .Where(static item => item.line.Length > 0 && item.line[0] != '#');

    /// <summary>The same, a test each.</summary>
    /// <param name="path">Below tests/UnitTests/Answers.</param>
    public static TheoryData<int, string> Tests(string path)
    {
        var cases = new TheoryData<int, string>();
        foreach (var (number, line) in Lines(path))
        {
            cases.Add(number, line);
        }

        return cases;
    }
}
