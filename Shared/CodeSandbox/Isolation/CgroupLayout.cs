using System.Globalization;

namespace Guide.CodeSandbox.Isolation;

/// <summary>Where slots' cgroups are made: v1 (memory, pids, cpu), v2, or nowhere.</summary>
internal sealed class CgroupLayout
{
    private const string Prefix = "guide-sandbox-", Leaf = "main", Processes = "cgroup.procs", Needed = "+memory +pids";
    private static int s_count;

    private readonly string _memory, _pids, _cpu, _cpuTimes, _unified;
    // A process may hold several sandboxes, and slots of two of them the same name.
    private readonly string _name = $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Interlocked.Increment(ref s_count).ToString(CultureInfo.InvariantCulture)}-";
    private bool _hasCpu;

    private CgroupLayout(int version, string memory, string pids, string cpu, string cpuTimes, string unified, string reason)
    {
        Version = version;
        _memory = memory;
        _pids = pids;
        _cpu = cpu;
        _cpuTimes = cpuTimes;
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

        string memory = Path.Combine(root, "memory"), pids = Path.Combine(root, "pids"), cpu = Path.Combine(root, "cpu"), cpuTimes = Path.Combine(root, "cpuacct");
        if (File.Exists(Path.Combine(memory, "memory.limit_in_bytes")) && Directory.Exists(pids))
        {
            return CanMake(memory) && CanMake(pids)
                ? new(1, memory, pids, CanMake(cpu) && File.Exists(Path.Combine(cpu, "cpu.cfs_quota_us")) ? cpu : "", CanMake(cpuTimes) ? cpuTimes : "", "", $"v1 under {root}")
                : None($"v1 under {root} is not writable");
        }

        if (!File.Exists(Path.Combine(root, "cgroup.controllers")))
        {
            return None("no cgroup controllers are mounted");
        }

        var own = Path.Join(root, ownPath ?? OwnUnifiedPath());
        if (!Directory.Exists(own))
        {
            own = root;
        }

        // What is mounted may be of another cgroup namespace than ours: the path then names some other cgroup, and slots could not join.
        if (ownPath is null && !HoldsUs(own))
        {
            return None($"v2 under {root} is not of this process's cgroup namespace");
        }

        // Children may have controllers only where their parent hands them down, and a parent that does may hold no processes itself (but the
        // root of the machine). Our own cgroup, then: as it is, or with its processes moved into a leaf of it. What is in a scope is a login's
        // or a terminal's and is not moved while there is another way: its parent, where ours is such a leaf of an earlier start too.
        var parent = Path.GetDirectoryName(own) ?? own;
        bool leaf = Path.GetFileName(own).StartsWith(Prefix, StringComparison.Ordinal), scope = own.EndsWith(".scope", StringComparison.Ordinal);
        (string Folder, bool Move)[] ways = leaf ? [(parent, false)]
            : scope ? [(own, false), (parent, false), (own, true)]
            : [(own, false), (own, true), (parent, false)];
        foreach ((var folder, var move) in ways)
        {
            var control = Path.Combine(folder, "cgroup.subtree_control");
            if (!IsInside(root, folder) || !File.Exists(control) || !CanMake(folder))
            {
                continue;
            }

            if (HandsDown(control) || (move ? MoveIntoLeaf(folder, control) : TryWrite(control, Needed) && HandsDown(control)))
            {
                return new(2, "", "", "", "", folder, $"v2 under {folder}") { _hasCpu = ReadWords(control).Contains("cpu") || TryWrite(control, "+cpu") };
            }
        }

        return None("no writable cgroup v2 with memory and pids");
    }

    /// <summary>Makes the cgroups of one slot and returns the native program's arguments for them.</summary>
    public IReadOnlyList<string> Create(string slot)
    {
        var name = _name + slot;
        var arguments = new List<string>();
        foreach ((var option, var parent) in Parents())
        {
            var folder = Path.Combine(parent, name);
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
    public bool Remove(string slot) => RemoveAll(name => name == _name + slot);

    /// <summary>Removes what processes that ended without cleaning up left behind.</summary>
    public void RemoveStale() => RemoveAll(name =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && !Directory.Exists($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}"));

    private bool RemoveAll(Func<string, bool> match)
    {
        var all = true;
        foreach ((_, var parent) in Parents())
        {
            foreach (var folder in Directory.GetDirectories(parent, Prefix + "*").Where(f => match(Path.GetFileName(f))))
            {
                try
                {
                    Directory.Delete(folder);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    all = all && exception is DirectoryNotFoundException;
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

            if (_cpuTimes.Length > 0)
            {
                yield return ("--cgroup-cpuacct", _cpuTimes);
            }
        }
        else if (Version == 2)
        {
            yield return ("--cgroup-unified", _unified);
        }
    }

    private static bool HoldsUs(string folder)
    {
        try
        {
            return ReadWords(Path.Combine(folder, Processes)).Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A process may fork while it is moved: until none is left, a few times.
    private static bool MoveIntoLeaf(string folder, string control)
    {
        var given = ReadWords(Path.Combine(folder, "cgroup.controllers"));
        if (!given.Contains("memory") || !given.Contains("pids"))
        {
            return false; // Nothing to hand down.
        }

        var leaf = Path.Combine(folder, $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Leaf}");
        try
        {
            Directory.CreateDirectory(leaf);
            string into = Path.Combine(leaf, Processes), from = Path.Combine(folder, Processes);
            for (var attempt = 0; attempt < 20; attempt++)
            {
                foreach (var process in ReadWords(from))
                {
                    // 0: of a pid namespace above ours; the kernel would take it for the writer.
                    if (process != "0")
                    {
                        TryWrite(into, process);
                    }
                }

                if (TryWrite(control, Needed) && HandsDown(control))
                {
                    return true;
                }
            }

            // Back again: nothing has changed then.
            foreach (var process in ReadWords(into))
            {
                TryWrite(from, process);
            }

            Directory.Delete(leaf);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is not ours to arrange.
        }

        return false;
    }

    private static bool HandsDown(string control)
    {
        var handed = ReadWords(control);
        return handed.Contains("memory") && handed.Contains("pids");
    }

    private static bool IsInside(string root, string folder) => folder == root || folder.StartsWith(root + "/", StringComparison.Ordinal);

    private static bool TryWrite(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static CgroupLayout None(string reason) => new(0, "", "", "", "", "", reason);

    private static string OwnUnifiedPath() =>
        File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..].TrimStart('/') ?? "";

    private static string[] ReadWords(string file) => File.ReadAllText(file).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static bool CanMake(string folder)
    {
        var probe = Path.Combine(folder, $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-probe");
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
