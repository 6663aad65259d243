using Guide.Cli.Running;
using Guide.Contracts;

namespace Guide.Cli.Files;

/// <summary>Where commands may write: never over what somebody else has made, never into what a run has recorded.</summary>
internal static class OutputPaths
{
    /// <summary>The word for standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>A folder's mark of the command that made it: the same command may make it anew.</summary>
    private const string Mark = ".guide-output";

    /// <summary>Links that are followed on the way to a place, as many as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>
    /// Refuses a folder that a command must not write: one inside a run folder, and one that is not empty and not made by the same command.
    /// </summary>
    /// <param name="folder">The folder that is to be written.</param>
    /// <param name="command">The command, for example "replay".</param>
    /// <exception cref="GuideException">Exit code 2: it must not be written.</exception>
    public static void CheckFolder(string folder, string command)
    {
        var full = Real(folder);
        RefuseInsideRun(folder, full);
        if (File.Exists(full))
        {
            throw GuideException.Usage($"{folder}: is a file, not a folder to write.");
        }

        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()
            && !(File.Exists(Path.Combine(full, Mark)) && File.ReadAllText(Path.Combine(full, Mark)).Trim() == command))
        {
            throw GuideException.Usage($"{folder}: is not empty and was not made by guide {command}: name another folder.");
        }
    }

    /// <summary>Marks a folder that the command has made.</summary>
    public static void MarkFolder(string folder, string command) => WholeFile.Write(Path.Combine(folder, Mark), $"{command}\n");

    /// <summary>Refuses a file that a command must not write: one of its inputs, and one that a run has recorded.</summary>
    /// <param name="file">The file that is to be written; - is standard output.</param>
    /// <param name="inputs">Files that are read.</param>
    /// <exception cref="GuideException">Exit code 2: it must not be written.</exception>
    public static void CheckFile(string file, params IEnumerable<string> inputs)
    {
        if (file == StandardOutput)
        {
            return;
        }

        var full = Real(file);
        if (inputs.Any(input => input != "-" && Real(input) == full))
        {
            throw GuideException.Usage($"{file}: the output would overwrite the input.");
        }

        // A file beside a run's own is the user's affair.
        if (RunAround(full) is { } run && run.IsItsOwn(full))
        {
            throw GuideException.Usage($"{file}: belongs to the run folder {run.Path}, which no other command changes: name another file.");
        }
    }

    /// <summary>Where a path leads when every link on the way is followed: what is written there is written to that place.</summary>
    internal static string Real(string path) => Real(path, MostLinks);

    private static string Real(string path, int links)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (links > 0 && new FileInfo(real).LinkTarget is { } target)
            {
                // What it points to may lie behind links too.
                real = Real(Path.Combine(Path.GetDirectoryName(real)!, target), links - 1);
            }
        }

        return real;
    }

    private static void RefuseInsideRun(string path, string full)
    {
        if (RunAround(full) is { } run)
        {
            throw GuideException.Usage($"{path}: is inside the run folder {run.Path}, which no other command changes: name a place outside it.");
        }
    }

    private static RunFolder? RunAround(string full)
    {
        for (var folder = full; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (new RunFolder(folder) is var run && File.Exists(run.ExperimentFile))
            {
                return run;
            }
        }

        return null;
    }
}
