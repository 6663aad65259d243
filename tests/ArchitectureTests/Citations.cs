using System.Text.RegularExpressions;

namespace Guide.ArchitectureTests;

/// <summary>What a text of the repository cites that is not in the repository, and what it names that is one machine's.</summary>
internal static partial class Citations
{
    private static readonly string[] Folders = [.. Directory.EnumerateDirectories(Repository.Root).Select(Path.GetFileName).OfType<string>().Except(RepositoryText.Passed)];

    private static readonly HashSet<string> FileNames = [.. RepositoryText.All.Select(static text => Path.GetFileName(text.Path))];

    /// <summary>One line each.</summary>
    public static IEnumerable<string> Broken(RepositoryText text) =>
        Documents(text).Concat(Sections(text)).Concat(text.IsDocument ? Links(text).Concat(Paths(text)) : []).Concat(MachinePaths(text))
            .Select(what => $"{text.Path} {what}");

    // By name or by path: anywhere, in comments, messages and documents.
    private static IEnumerable<string> Documents(RepositoryText text) =>
        from cited in DocumentPattern().Matches(text.Content).Select(static match => match.Value).Distinct()
        where Resolve(text, cited) is null
        select $"cites the document {cited}";

    // A document with a heading in quotation marks, or with § and a number. Sections of papers (arXiv 2506.13923 §3) are not ours to check.
    private static IEnumerable<string> Sections(RepositoryText text)
    {
        foreach (Match match in QuotedSectionPattern().Matches(text.Content))
        {
            var (document, heading) = (match.Groups["document"].Value, match.Groups["heading"].Value);
            if (Resolve(text, document) is { } path && !Headings(path).Contains(heading))
            {
                yield return $"cites the section \"{heading}\" of {document}";
            }
        }

        foreach (Match match in NumberedSectionPattern().Matches(text.Content))
        {
            var (document, number) = (match.Groups["document"].Value, match.Groups["number"].Value);
            var path = Resolve(text, document.EndsWith(".md", StringComparison.Ordinal) ? document : document + ".md");
            if (match.Groups["paper"].Length == 0 && (path is null || !Headings(path).Any(heading => heading.StartsWith(number + " ", StringComparison.Ordinal) || heading.StartsWith(number + ". ", StringComparison.Ordinal))))
            {
                yield return $"cites the section {document} §{number}";
            }
        }
    }

    // [text](target#anchor)
    private static IEnumerable<string> Links(RepositoryText text)
    {
        foreach (Match match in LinkPattern().Matches(text.Content))
        {
            var (target, anchor) = (match.Groups["target"].Value, match.Groups["anchor"].Value);
            var path = target.Length == 0 ? Path.Combine(Repository.Root, text.Path) : Path.GetFullPath(Path.Combine(Repository.Root, text.Folder, target));
            if (!Path.Exists(path))
            {
                yield return $"links to {target}";
            }
            else if (anchor.Length > 0 && !Headings(path).Select(Anchor).Contains(anchor))
            {
                yield return $"links to {target}#{anchor}";
            }
        }
    }

    // `Shared/Contracts`, `seal.c`: a path below one of the root's folders, or the name of a source file. The lab log names what was there on its day.
    private static IEnumerable<string> Paths(RepositoryText text)
    {
        foreach (var path in CodePattern().Matches(text.Content).Select(static match => match.Groups["code"].Value).Distinct())
        {
            if (text.Path is "docs/lab-log.md" or "CHANGELOG.md")
            {
                yield break;
            }

            var parts = path.Split('/');
            if (parts.Length > 1 && Folders.Contains(parts[0]) && PathPattern().IsMatch(path) && !Path.Exists(Path.Combine(Repository.Root, path)))
            {
                yield return $"names the path {path}";
            }
            else if (parts.Length == 1 && SourceNamePattern().IsMatch(path) && !FileNames.Contains(path))
            {
                yield return $"names the file {path}";
            }
        }
    }

    private static IEnumerable<string> MachinePaths(RepositoryText text) =>
        MachinePathPattern().Matches(text.Content).Select(static match => $"names a path of one machine: {match.Value}").Distinct();

    private static string? Resolve(RepositoryText text, string document) =>
        new[] { text.Folder, "", "docs" }.Select(folder => Path.GetFullPath(Path.Combine(Repository.Root, folder, document))).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Headings(string path) =>
        HeadingPattern().Matches(File.ReadAllText(path)).Select(static match => match.Groups["heading"].Value.Trim());

    // As GitHub makes them.
    private static string Anchor(string heading) => NotInAnchorsPattern().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<![\w*<{}])[\w./-]*[\w-]\.md\b", RegexOptions.None, 5000)]
    private static partial Regex DocumentPattern();

    [GeneratedRegex(@"(?<document>[\w./-]+\.md), ""(?<heading>[^""\n]+)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex QuotedSectionPattern();

    [GeneratedRegex(@"(?<paper>arXiv[ :])?(?<document>[\w./-]+),? ?§ ?(?<number>\d+(\.\d+)*)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NumberedSectionPattern();

    [GeneratedRegex(@"\]\((?!https?:|mailto:)(?<target>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex LinkPattern();

    [GeneratedRegex("`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"^[\w./-]+$", RegexOptions.None, 5000)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^\w+\.(cs|c|h|csproj|tsv)$", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex SourceNamePattern();

    [GeneratedRegex(@"(?<![\w.~-])/(work|Users/\w+|home/\w+)/[\w.-]*", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex MachinePathPattern();

    [GeneratedRegex(@"^#{1,6} (?<heading>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{M} _-]", RegexOptions.None, 5000)]
    private static partial Regex NotInAnchorsPattern();
}
