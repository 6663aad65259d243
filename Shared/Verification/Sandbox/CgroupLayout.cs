using System.Globalization;

namespace Guide.Verification.Sandbox;

/// <summary>Where slots' cgroups are made: v1 (memory, pids, cpu), v2, or nowhere.</summary>
internal sealed class CgroupLayout
{
    private const string Prefix = "guide-sandbox-";
    private readonly string _memory, _pids, _cpu, _unified;
    private bool _hasCpu;

    private CgroupLayout(int version, string memory, string pids, string cpu, string unified, string reason)
    {
        Version = version;
        _memory = memory;
        _pids = pids;
        _cpu = cpu;
        _unified = unified;
        Reason = reason;
    }

    /// <summary>0 = none, 1, 2.</summary>
    public int Version { get; }

    /// <summary>Why there are none, or where they are.</summary>
    public string Reason { get; }

    /// <summary>Looks for writable controllers.</summary>
    /// <param name="wanted">False: none.</param>
    /// <param name="root">Normally /sys/fs/cgroup.</param>
    /// <param name="ownPath">This process's path in the v2 hierarchy, from /proc/self/cgroup; null = read it there.</param>
    public static CgroupLayout Find(bool wanted, string root = "/sys/fs/cgroup", string? ownPath = null)
    {
        if (!wanted)
        {
            return None("switched off");
        }

        string memory = Path.Combine(root, "memory"), pids = Path.Combine(root, "pids"), cpu = Path.Combine(root, "cpu");
        if (File.Exists(Path.Combine(memory, "memory.limit_in_bytes")) && Directory.Exists(pids))
        {
            return CanMake(memory) && CanMake(pids)
                ? new(1, memory, pids, CanMake(cpu) && File.Exists(Path.Combine(cpu, "cpu.cfs_quota_us")) ? cpu : "", "", $"v1 under {root}")
                : None($"v1 under {root} is not writable");
        }

        if (!File.Exists(Path.Combine(root, "cgroup.controllers")))
        {
            return None("no cgroup controllers are mounted");
        }

        ownPath ??= OwnUnifiedPath();
        string own = Path.Join(root, ownPath);
        if (!Directory.Exists(own))
        {
            own = root;
        }

        // Children may have controllers only where their parent hands them down, and a parent that does may hold no processes itself:
        // our own cgroup if it is so arranged, else its parent (a delegated subtree whose processes sit in leaves).
        foreach (string candidate in new[] { own, Path.GetDirectoryName(own) ?? own })
        {
            string control = Path.Combine(candidate, "cgroup.subtree_control");
            if (!candidate.StartsWith(root, StringComparison.Ordinal) || !File.Exists(control) || !CanMake(candidate))
            {
                continue;
            }

            string[] handed = ReadWords(control);
            if (!handed.Contains("memory") || !handed.Contains("pids"))
            {
                if (!TryHandDown(control, "+memory +pids"))
                {
                    continue;
                }

                handed = ReadWords(control);
            }

            if (handed.Contains("memory") && handed.Contains("pids"))
            {
                return new(2, "", "", "", candidate, $"v2 under {candidate}") { _hasCpu = handed.Contains("cpu") || TryHandDown(control, "+cpu") };
            }
        }

        return None("no writable cgroup v2 with memory and pids");
    }

    /// <summary>Makes the cgroups of one slot and returns the native program's arguments for them.</summary>
    public IReadOnlyList<string> Create(string slot)
    {
        string name = $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{slot}";
        var arguments = new List<string>();
        foreach ((string option, string parent) in Parents())
        {
            string folder = Path.Combine(parent, name);
            Directory.CreateDirectory(folder);
            arguments.Add(option);
            arguments.Add(folder);
            // One slot, at most one processor and a half: a candidate with many threads does not starve the others.
            if (option == "--cgroup-cpu")
            {
                File.WriteAllText(Path.Combine(folder, "cpu.cfs_quota_us"), "150000");
            }
            else if (option == "--cgroup-unified" && _hasCpu)
            {
                File.WriteAllText(Path.Combine(folder, "cpu.max"), "150000 100000");
            }
        }

        return arguments;
    }

    /// <summary>Removes a slot's cgroups once its processes are gone; false = some are still busy.</summary>
    public bool Remove(string slot) => RemoveAll(name => name == $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{slot}");

    /// <summary>Removes what processes that ended without cleaning up left behind.</summary>
    public void RemoveStale() => RemoveAll(name =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
        && !Directory.Exists($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}"));

    private bool RemoveAll(Func<string, bool> match)
    {
        bool all = true;
        foreach ((_, string parent) in Parents())
        {
            foreach (string folder in Directory.GetDirectories(parent, Prefix + "*").Where(f => match(Path.GetFileName(f))))
            {
                try
                {
                    Directory.Delete(folder);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    all = all && error is DirectoryNotFoundException;
                }
            }
        }

        return all;
    }

    private IEnumerable<(string Option, string Parent)> Parents()
    {
        if (Version == 1)
        {
            yield return ("--cgroup-memory", _memory);
            yield return ("--cgroup-pids", _pids);
            if (_cpu.Length > 0)
            {
                yield return ("--cgroup-cpu", _cpu);
            }
        }
        else if (Version == 2)
        {
            yield return ("--cgroup-unified", _unified);
        }
    }

    private static bool TryHandDown(string control, string controllers)
    {
        try
        {
            File.WriteAllText(control, controllers);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static CgroupLayout None(string reason) => new(0, "", "", "", "", reason);

    private static string OwnUnifiedPath() =>
        File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..].TrimStart('/') ?? "";

    private static string[] ReadWords(string file) => File.ReadAllText(file).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static bool CanMake(string folder)
    {
        string probe = Path.Combine(folder, $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-probe");
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
