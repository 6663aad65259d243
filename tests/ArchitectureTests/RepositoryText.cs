namespace Guide.ArchitectureTests;

/// <summary>Every text file of the repository that people read: sources, scripts, documents, manifests.</summary>
internal sealed record RepositoryText(string Path, string Content)
{
    /// <summary>Folders that are made here, not kept.</summary>
    public static readonly string[] Passed = ["bin", "obj", "artifacts", "runs", ".git", "TestResults", "BenchmarkDotNet.Artifacts"];
    private static readonly string[] Extensions = [".cs", ".md", ".c", ".h", ".py", ".mjs", ".yaml", ".yml", ".csproj", ".props", ".txt", ".sln"];

    /// <summary>All of them; paths relative to the root, with '/'.</summary>
    public static IReadOnlyList<RepositoryText> All { get; } = [.. Files(Repository.Root).Select(static path =>
        new RepositoryText(System.IO.Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path)))];

    /// <summary>The folder it lies in, relative to the root.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";

    public bool IsDocument => Path.EndsWith(".md", StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder)
    {
        var own = Directory.EnumerateFiles(folder)
            .Where(static path => System.IO.Path.GetExtension(path) is var extension && (Extensions.Contains(extension) || (extension.Length == 0 && new FileInfo(path).Length < 100_000)));
        return own.Concat(Directory.EnumerateDirectories(folder).Where(static path => !Passed.Contains(System.IO.Path.GetFileName(path))).SelectMany(Files));
    }
}
