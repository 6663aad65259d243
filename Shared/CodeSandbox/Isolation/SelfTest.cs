using System.Text;

namespace Guide.CodeSandbox.Isolation;

/// <summary>Hostile probes at the start: they only open, ask, or pass arguments that cannot take effect, and never run as root.</summary>
internal static class SelfTest
{
    // What a candidate forked from the zygote sees; its seal is the same code, its descriptors and memory are not.
    private const string ZygoteProbe = """
        import ctypes, os, socket
        def say(name, ok, detail=""):
            print("zygote_" + name, "contained" if ok else "OPEN", detail)
        status = dict(l.split(":\t", 1) for l in open("/proc/self/status").read().splitlines() if ":\t" in l) if os.path.exists("/proc/self/status") else None
        if status is not None:
            say("seccomp", status["Seccomp"] == "2")
            say("capabilities", all(int(status[c], 16) == 0 for c in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")))
            say("no_new_privs", status["NoNewPrivs"] == "1")
            say("processes", [p for p in os.listdir("/proc") if p.isdigit()] == [str(os.getpid())])
        say("uid", os.getresuid() == (1000,) * 3 and os.getresgid() == (1000,) * 3)
        open_fds = 0
        for fd in range(3, 1024):
            try:
                os.fstat(fd)
                open_fds += 1
            except OSError:
                pass
        say("descriptors", open_fds == 0, str(open_fds))
        for name, family in (("unix", 1), ("inet", 2), ("netlink", 16)):
            try:
                socket.socket(family, socket.SOCK_DGRAM)
                say("socket_" + name, False)
            except OSError as error:
                say("socket_" + name, True, str(error))
        for name, path in (("shadow", "/etc/shadow"), ("init_environ", "/proc/1/environ"), ("root", "/root/.profile")):
            try:
                open(path).close()
                say("read_" + name, False)
            except OSError as error:
                say("read_" + name, True, type(error).__name__)
        libc = ctypes.CDLL(None, use_errno=True)
        for name, flags in (("user", 0x10000000), ("mount", 0x20000), ("pid", 0x20000000)):
            say("unshare_" + name, libc.unshare(flags) != 0)
        say("end", True)
        """;

    /// <summary>Runs every probe; the list is complete or the last entry says that it is not.</summary>
    public static async Task<IReadOnlyList<ProbeResult>> RunAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        var program = await File.ReadAllBytesAsync(sandbox.ProbeProgram, cancellationToken);
        var results = new List<ProbeResult>();
        var run = await sandbox.RunAsync(
            new() { Command = ["./probe", .. sandbox.Runtimes.Mounted], Files = [new("probe", program, Executable: true)], Limits = new() { Wall = TimeSpan.FromSeconds(30) } }, cancellationToken);
        Read(run, "end", results);
        if (sandbox.Runtimes.ZygotePython is not null)
        {
            run = await sandbox.RunAsync(
                new() { Zygote = true, Files = [new("main.py", Encoding.UTF8.GetBytes(ZygoteProbe))], Limits = new() { Wall = TimeSpan.FromSeconds(30) } },
                cancellationToken);
            Read(run, "zygote_end", results);
        }

        return results;
    }

    private static void Read(SandboxResult run, string last, List<ProbeResult> results)
    {
        var ended = false;
        foreach (var line in run.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 3);
            if (parts[0] == last)
            {
                ended = true;
            }
            else
            {
                results.Add(new(parts[0], parts.Length > 1 && parts[1] == "contained", parts.Length > 2 ? parts[2] : ""));
            }
        }

        if (!ended)
        {
            results.Add(new("self_test", false, run.Fault ?? $"{run.Limit} exit {run.ReturnCode}: {run.ErrorText.Trim()}"));
        }
    }
}
