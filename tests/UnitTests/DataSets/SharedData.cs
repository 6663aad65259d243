namespace Guide.UnitTests.DataSets;

/// <summary>Public data beside the repository (../shared/data), for tests that use it when it is there.</summary>
internal static class SharedData
{
    /// <summary>The full path of a file or folder of it; null when it is not there.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Guide.sln")))
            {
                var found = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", path));
                return Path.Exists(found) ? found : null;
            }
        }

        return null;
    }
}
