using System.Xml.Linq;

namespace Guide.ArchitectureTests;

/// <summary>What a project file says.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>The root of the repository.</summary>
    public static string Root => Repository.Root;

    /// <summary>Release or Debug: how these tests, and what they look at, were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Every project outside tests/, benchmarks/ and examples/.</summary>
    public static IReadOnlyList<ProjectFile> Production { get; } =
        [.. Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Where(static path => Path.GetRelativePath(Root, path).Split('/')[0] is not ("tests" or "benchmarks" or "examples" or "runs" or "artifacts"))
            .Select(static path => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path)))];

    /// <summary>The folder of each of them, relative to the root.</summary>
    public static IReadOnlyList<string> Folders { get; } =
        [.. Production.Select(static project => Rules.Executables.Contains(project.Name) ? project.Name : Path.Combine("Shared", project.Name))];

    /// <summary>A project's name, and the names of all that it references, directly or not.</summary>
    public static IEnumerable<string> Closure(string name) =>
        Production.Single(project => project.Name == name).References.SelectMany(Closure).Prepend(name).Distinct();

    public static ProjectFile Parse(string name, string xml)
    {
        var items = XDocument.Parse(xml).Descendants().ToArray();
        return new ProjectFile(
            name,
            [.. Includes(items, "ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            [.. Includes(items, "PackageReference")]);
    }

    /// <summary>What the project does against the rules, one line each.</summary>
    public IEnumerable<string> Violations()
    {
        if (!Rules.AllowedReferences.TryGetValue(Name, out var allowed))
        {
            yield return $"{Name} is not in the table of the layout";
            yield break;
        }

        foreach (var reference in References.Except(allowed))
        {
            yield return $"{Name} references {reference}";
        }

        foreach (var thing in Rules.ReservedThings.Where(thing => !thing.Owners.Contains(Name)))
        {
            foreach (var package in Packages.Where(package => thing.Packages.Any(prefix => package.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))))
            {
                yield return $"{Name} uses {package}: only {string.Join(", ", thing.Owners)} may use {thing.Name}";
            }
        }
    }

    private static IEnumerable<string> Includes(IEnumerable<XElement> items, string kind) =>
        items.Where(item => item.Name.LocalName == kind).Select(static item => item.Attribute("Include")?.Value).OfType<string>();
}
