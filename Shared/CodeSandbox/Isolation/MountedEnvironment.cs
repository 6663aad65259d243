namespace Guide.CodeSandbox.Isolation;

/// <summary>A folder of packages that an operator names: it is mounted read-only at its own path.</summary>
/// <param name="Program">Its interpreter; empty = none.</param>
/// <param name="Folders">What is mounted: the folder itself, and what it builds on.</param>
internal sealed record MountedEnvironment(string Program, IReadOnlyList<string> Folders)
{
    // What the sandbox itself puts there.
    private static readonly string[] Covered = ["/tmp", "/proc", "/dev", "/sys", "/etc", "/box", "/guide", "/mnt", "/empty"];

    /// <summary>A venv, a conda environment or an installation of Python.</summary>
    /// <exception cref="SandboxException">It is none, or cannot be mounted.</exception>
    public static MountedEnvironment Python(string folder)
    {
        var path = Checked(folder, "--python");
        var program = new[] { "python3", "python" }.Select(n => Path.Combine(path, "bin", n)).FirstOrDefault(File.Exists)
            ?? throw new SandboxException($"--python: {folder} has no bin/python3");
        // A venv's interpreter is a link to the installation that it was made from.
        var real = new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program;
        var home = Path.GetDirectoryName(Path.GetDirectoryName(real))!;
        string[] folders = home == "/usr" || Below(home, path) ? [path] : [path, Checked(home, "--python")];
        return new(program, folders);
    }

    /// <summary>A folder of npm packages.</summary>
    /// <exception cref="SandboxException">It cannot be mounted.</exception>
    public static MountedEnvironment Node(string folder) => new("", [Checked(folder, "--node-modules")]);

    private static string Checked(string folder, string option)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(path))
        {
            throw new SandboxException($"{option}: there is no folder {folder}");
        }

        if (Covered.FirstOrDefault(c => Below(path, c)) is string covered)
        {
            throw new SandboxException($"{option}: {folder} lies in {covered}, which programs have for themselves: put it elsewhere, under /opt for example");
        }

        // The slots' users must come in.
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && !File.GetUnixFileMode(at).HasFlag(UnixFileMode.OtherExecute))
            {
                throw new SandboxException($"{option}: the sandbox's users may not enter {at} (chmod o+x {at})");
            }
        }

        return path;
    }

    private static bool Below(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
