namespace Guide.TestKit;

/// <summary>Public data beside the repository (../shared/data): not part of it, so that tests which need it are skipped where it is not.</summary>
internal static class SharedData
{
    /// <summary>The full path of a file or folder of it.</summary>
    public static string Find(string path) => TryFind(path) ?? throw new InvalidOperationException($"../shared/data/{path} is not there: the test wants [SharedDataFact].");

    /// <summary>Why a test is skipped; null when all is there.</summary>
    internal static string? Missing(string[] paths) =>
        Array.Find(paths, path => TryFind(path) is null) is { } missing ? $"../shared/data/{missing} is not beside the repository" : null;

    private static string? TryFind(string path)
    {
        var found = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", path));
        return Path.Exists(found) ? found : null;
    }
}
