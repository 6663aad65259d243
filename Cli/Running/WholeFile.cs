namespace Guide.Cli.Running;

/// <summary>Files that a reader never sees half-written.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside, flushes to the disk, renames.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }
}
