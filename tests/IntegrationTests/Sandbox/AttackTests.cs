using Guide.Verification.Sandbox;

namespace Guide.IntegrationTests.Sandbox;

/// <summary>
/// Hostile programs. Each is contained, leaves the host as it was and the next run unharmed. None runs as root (the sandbox refuses to
/// start one) and none writes outside its own private file system.
/// </summary>
[Collection("sandbox")]
public sealed class AttackTests(SandboxFixture sandbox)
{
    private static readonly SandboxLimits Small = new()
    {
        Wall = TimeSpan.FromSeconds(3), Cpu = TimeSpan.FromSeconds(3), MemoryBytes = 96L << 20, Processes = 32, DiskBytes = 16L << 20, DiskInodes = 500,
        OutputBytes = 100_000,
    };

    // name, program, what the outside must see (a limit, or an output text)
    public static TheoryData<string, string, string> Attacks { get; } = new()
    {
        { "fork bomb", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "limit" },
        {
            "thread bomb",
            "import threading, time\nn = 0\ntry:\n    while n < 10000:\n        threading.Thread(target=time.sleep, args=(9,), daemon=True).start(); n += 1\nexcept RuntimeError: pass\nprint('few' if n < 40 else n)",
            "few"
        },
        { "memory by heap", "x = []\nwhile True: x.append(bytearray(1 << 20))", "memory" },
        {
            "memory by children",
            "import os, time\nfor i in range(12):\n    if os.fork() == 0:\n        b = bytearray(20 << 20)\n        for j in range(0, len(b), 4096): b[j] = 1\n        time.sleep(2)\ntime.sleep(2)\nprint('done')",
            "oom"
        },
        {
            "memory by tmpfs",
            "n = 0\ntry:\n    with open('/tmp/f', 'wb') as f:\n        while True: n += f.write(b'x' * 65536); f.flush()\nexcept OSError: pass\nprint('full' if n <= 17 << 20 else n)",
            "full"
        },
        { "memory by shm", "n = 0\ntry:\n    with open('/dev/shm/f', 'wb') as f:\n        while True: n += f.write(b'x' * 65536); f.flush()\nexcept OSError: pass\nprint('full' if n <= 17 << 20 else n)", "full" },
        { "memory by memfd", "import os\ntry: os.memfd_create('x'); print('made')\nexcept OSError: print('refused')", "refused" },
        { "memory by pipes", "import os\nn = 0\ntry:\n    while True:\n        r, w = os.pipe(); os.set_blocking(w, False); n += os.write(w, b'x' * 65536)\nexcept OSError: pass\nprint('few' if n < 64 << 20 else n)", "few" },
        { "inode fill", "n = 0\ntry:\n    while True: open(f'/tmp/{n}', 'w').close(); n += 1\nexcept OSError: pass\nprint('full' if n <= 500 else n)", "full" },
        { "output flood", "while True: print('x' * 10000)", "output" },
        { "error flood", "import sys\nwhile True: sys.stderr.write('x' * 10000)", "output" },
        { "loop that ignores signals", "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass", "limit" },
        { "sleep that ignores signals", "import signal, time\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\ntime.sleep(99)", "wall" },
        { "stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "wall" },
        {
            "double-forked daemon",
            "import os, time\nif os.fork() == 0:\n    os.setsid() if os.getpid() != os.getsid(0) else None\n    if os.fork() == 0:\n        os.close(1); os.close(2); time.sleep(99)\n    os._exit(0)\nprint('left')",
            "left"
        },
        { "daemon that holds the pipe", "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(99)\nprint('left')", "left" },
        { "pipe held and flooded", "import os\nif os.fork() == 0:\n    while True: os.write(1, b'y' * 1000)\nos._exit(0)", "stopped" },
        { "reading host files", "import os\nfor p in ('/etc/shadow', '/root/.bashrc', '/home', '/var/log', '/proc/1/environ', '/proc/kcore', '/sys/kernel'):\n    try: os.listdir(p) if not '.' in p and p in ('/home', '/var/log', '/sys/kernel') else open(p).read(1); print('read', p)\n    except OSError: pass\nprint('done')", "done" },
        { "processes of others", "import os\nprint('alone' if all(p in (str(os.getpid()),) for p in os.listdir('/proc') if p.isdigit()) else os.listdir('/proc'))", "alone" },
        { "environment of the parents", "import os\nprint('bare' if len(os.environ) <= 6 and not any('TOKEN' in k or 'KEY' in k or 'DOTNET' in k for k in os.environ) else dict(os.environ))", "bare" },
        {
            "writing outside",
            "import os\nfor p in ('/guide-escape', '/usr/guide-escape', '/etc/guide-escape', '/guide/guide-escape', '/dev/guide-escape', '/proc/guide-escape', '/empty/guide-escape'):\n    try: open(p, 'w'); print('wrote', p)\n    except OSError: pass\nprint('done')",
            "done"
        },
        { "relinking the temporary folder", "import os\nfor f in (lambda: os.remove('/tmp'), lambda: os.symlink('/etc', '/tmp2')):\n    try: f(); print('did')\n    except OSError: pass\nprint('done')", "done" },
        { "killing everybody", "import os, signal\nos.kill(1, signal.SIGKILL)\nprint('alive', flush=True)\nos.kill(-1, signal.SIGKILL)\nos.kill(0, signal.SIGTERM)", "stopped" },
        { "killing the parent", "import os, signal\ntry: os.kill(os.getppid(), signal.SIGKILL)\nexcept OSError: pass\nprint('still')", "any" },
        { "ptrace of init", "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nprint('refused' if c.ptrace(16, 1, 0, 0) == -1 and c.ptrace(0, 0, 0, 0) == -1 else 'traced')", "refused" },
        { "process_vm of init", "import ctypes\nc = ctypes.CDLL(None)\nprint('refused' if c.process_vm_readv(1, None, 0, None, 0, 0) == -1 else 'read')", "refused" },
        { "setuid programs", "import os, subprocess\nos.path.exists('/usr/bin/su') and subprocess.run(['/usr/bin/su', '-c', 'id'], stdin=subprocess.DEVNULL, capture_output=True)\nprint(os.getuid(), open('/proc/self/status').read().split('CapEff:\\t')[1][:16])", "1000 0000000000000000" },
        { "network", "import socket\nn = 0\nfor f in range(0, 46):\n    for t in (1, 2, 3, 5):\n        try: socket.socket(f, t); n += 1\n        except OSError: pass\nprint('none' if n == 0 else n)", "none" },
        { "growing the input's memory", "import os\nn = 0\nfor f in (lambda: os.ftruncate(0, 1 << 30), lambda: os.pwrite(0, b'x' * 100, 0), lambda: os.pwrite(0, b'x', 1 << 20)):\n    try: f(); n += 1\n    except OSError: pass\nprint('sealed' if n == 0 else n)", "sealed" },
        { "clock and host name", "import time, socket\nn = 0\nfor f in (lambda: time.clock_settime(0, 0), lambda: socket.sethostname('x')):\n    try: f(); n += 1\n    except OSError: pass\nprint('refused' if n == 0 else n)", "refused" },
        { "deep recursion in C", "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return [f(n + 1)]\nf(0)", "stopped" },
        { "raising its own limits", "import resource\nn = 0\nfor r in range(16):\n    try:\n        s, h = resource.getrlimit(r)\n        if h != -1: resource.setrlimit(r, (h, h * 2 + 1)); n += 1\n    except (OSError, ValueError): pass\nprint('kept' if n == 0 else n)", "kept" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task An_attack_is_contained_and_leaves_no_trace(string name, string code, string expected)
    {
        // The slots exist before the snapshot is taken.
        await Task.WhenAll(sandbox.RunAsync("python", "import time; time.sleep(.1)"), sandbox.RunAsync("python", "import time; time.sleep(.1)"));
        HostSnapshot before = HostSnapshot.Take();
        int broken = sandbox.Sandbox.BrokenSlots;

        // Filling memory takes long on a busy machine; only attacks that wait for the wall clock get a short one.
        SandboxLimits limits = expected is "wall" or "limit" ? Small : Small with { Wall = TimeSpan.FromSeconds(20), Cpu = TimeSpan.FromSeconds(20) };
        foreach (bool cold in new[] { true, false })
        {
            SandboxResult result = await sandbox.RunAsync("python", code, "input", limits, cold);

            Assert.True(result.End != RunEnd.Fault, $"{name}: {result.Fault}");
            Assert.True(result.Wall < limits.Wall + TimeSpan.FromSeconds(10), $"{name} took {result.Wall}");
            Assert.True(result.PeakMemoryBytes <= Small.MemoryBytes + (16L << 20), $"{name} used {result.PeakMemoryBytes >> 20} MB");
            switch (expected)
            {
                case "any":
                    break;
                case "oom":
                    Assert.True(result.OomKills > 0 || sandbox.Sandbox.CgroupVersion == 0, $"{result.Limit} {result.OutputText}");
                    break;
                case "limit":
                    Assert.NotNull(result.Limit);
                    break;
                case "stopped":
                    Assert.False(result.Succeeded && result.OutputText.Contains("done", StringComparison.Ordinal));
                    break;
                case "memory":
                    Assert.True(result.Limit == "memory" || result.ErrorText.Contains("MemoryError", StringComparison.Ordinal), $"{result.Limit} {result.ErrorText}");
                    break;
                case "wall" or "output":
                    Assert.Equal(expected, result.Limit);
                    break;
                default:
                    Assert.Equal(expected, result.OutputText.Trim());
                    break;
            }
        }

        SandboxResult next = await sandbox.RunAsync("python", "import os; print(os.listdir('.'), os.listdir('/tmp'), os.listdir('/dev/shm'))");
        Assert.Equal("['main.py'] [] []\n", next.OutputText);
        Assert.Equal(before, await HostSnapshot.TakeSettledAsync(before));
        Assert.Equal(broken, sandbox.Sandbox.BrokenSlots);
    }

    [Fact]
    public async Task Every_probe_of_the_self_test_is_contained()
    {
        IReadOnlyList<ProbeResult> probes = await SelfTest.RunAsync(sandbox.Sandbox, CancellationToken.None);
        Assert.True(probes.Count > 100, $"{probes.Count} probes");
        Assert.All(probes, p => Assert.True(p.Contained, $"{p.Name}: {p.Detail}"));
    }
}
