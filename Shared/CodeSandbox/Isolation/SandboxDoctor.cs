namespace Guide.CodeSandbox.Isolation;

/// <summary>What <c>guide doctor</c> prints about the sandbox.</summary>
public static class SandboxDoctor
{
    /// <summary>One line for each layer; a line that begins with "MISSING" means that the sandbox refuses to serve.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var lines = new List<string> { $"compiler: {NativeBuild.FindCompiler() ?? "MISSING (Debian: apt-get install gcc libc6-dev)"}" };
        try
        {
            await using var sandbox = await Sandbox.StartUncheckedAsync(options with { Slots = 1 }, time, cancellationToken);
            (var proc, var zygote) = await sandbox.WithSlotAsync(s => Task.FromResult((s.HasProc, s.HasZygote)), cancellationToken);
            lines.Add("uid: " + sandbox.Mode switch
            {
                SandboxMode.SlotUid => $"one for each slot, from {options.FirstUid} (started by root, dropped before anything else)",
                SandboxMode.SubordinateUid => $"one for each slot, from {sandbox.FirstUid} (this user's in /etc/subuid)",
                _ => "shared-uid: all slots run as this user, apart by user and pid namespaces (weaker; /etc/subuid, /etc/subgid and newuidmap would give each its own)",
            });
            lines.Add("namespaces: user, mount, pid, net, ipc, uts, cgroup; a powerless inner user namespace; further ones refused");
            lines.Add("root: read-only /usr and libraries, sized tmpfs with capped inodes");
            lines.Add("proc: " + (proc ? "private, read-only, subset=pid where the kernel has it" : "none (the host masks its own)"));
            lines.Add("seccomp: allow list; 32-bit and x32 calls are killed");
            lines.Add("memory: " + (sandbox.CgroupVersion == 0 ? $"rlimit (no cgroups: {sandbox.CgroupReason})" : $"cgroup {sandbox.CgroupReason}"));
            lines.Add("zygote: " + (zygote ? sandbox.Runtimes.ZygotePython : "none (Python 3 is not installed under /usr)"));
            lines.Add("languages: " + string.Join(", ", sandbox.Runtimes.Found.Select(r => r.Name)));
            var probes = await SelfTest.RunAsync(sandbox, cancellationToken);
            ProbeResult[] open = [.. probes.Where(p => !p.Contained)];
            lines.Add(open.Length == 0
                ? $"self-test: {probes.Count} hostile probes, all contained"
                : $"MISSING self-test: {string.Join(", ", open.Select(p => $"{p.Name} ({p.Detail})"))}");
        }
        catch (SandboxException exception)
        {
            lines.Add($"MISSING sandbox: {exception.Message}");
        }

        return lines;
    }
}
