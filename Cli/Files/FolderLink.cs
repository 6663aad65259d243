namespace Guide.Cli.Files;

/// <summary>Symbolic links between folders that lie side by side. Where the file system has none, nothing is linked.</summary>
internal static class FolderLink
{
    /// <summary>Makes <paramref name="name"/> in <paramref name="parent"/> a link to its sibling <paramref name="target"/>.</summary>
    public static void Point(string parent, string name, string target)
    {
        var link = Path.Combine(parent, name);
        try
        {
            if (Target(link) == target)
            {
                return;
            }

            File.Delete(link);
            Directory.CreateSymbolicLink(link, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A convenience, nothing depends on it: there may be no links here, or something else of that name.
        }
    }

    /// <summary>What a link points to, as it was written; null when it is none.</summary>
    public static string? Target(string link) => new DirectoryInfo(link).LinkTarget;
}
