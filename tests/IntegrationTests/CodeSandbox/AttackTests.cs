using Guide.CodeSandbox.Isolation;

namespace Guide.IntegrationTests.CodeSandbox;

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
            // Every child keeps what it has filled; the parent ends when each has filled its share or has died of it, however long that takes.
            "import os, signal, time\nr, w = os.pipe(); os.set_blocking(r, False)\nfor i in range(12):\n    if os.fork() == 0:\n        b = bytearray(20 << 20)\n        for j in range(0, len(b), 4096): b[j] = 1\n        os.write(w, b'f')\n        while True: signal.pause()\nn = 0\nwhile n < 12:\n    try: n += len(os.read(r, 12))\n    except BlockingIOError: pass\n    n += os.waitpid(-1, os.WNOHANG)[0] > 0\n    time.sleep(0.01)\nprint('done')",
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
        { "environment of the parents", "import os\nprint('bare' if len(os.environ) <= 7 and not any('TOKEN' in k or 'KEY' in k or 'DOTNET' in k for k in os.environ) else dict(os.environ))", "bare" },
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
        { "network", "import socket\nn = 0\nfor f in range(0, 46):\n    for t in (1, 2, 3, 5):\n        if (f, t) == (1, 1): continue\n        try: socket.socket(f, t); n += 1\n        except OSError: pass\nprint('none' if n == 0 else n)", "none" },
        { "local streams to others", "import socket\nn = 0\ntry: lines = open('/proc/net/unix').read().splitlines()[1:]\nexcept OSError: lines = []\nfor line in lines:\n    path = line.split()[-1]\n    try: socket.socket(socket.AF_UNIX).connect('\\0' + path[1:] if path[0] == '@' else path); n += 1\n    except OSError: pass\nprint('nobody' if n == 0 else n)", "nobody" },
        { "growing the input's memory", "import os\nn = 0\nfor f in (lambda: os.ftruncate(0, 1 << 30), lambda: os.pwrite(0, b'x' * 100, 0), lambda: os.pwrite(0, b'x', 1 << 20)):\n    try: f(); n += 1\n    except OSError: pass\nprint('sealed' if n == 0 else n)", "sealed" },
        { "clock and host name", "import time, socket\nn = 0\nfor f in (lambda: time.clock_settime(0, 0), lambda: socket.sethostname('x')):\n    try: f(); n += 1\n    except OSError: pass\nprint('refused' if n == 0 else n)", "refused" },
        { "siblings that nobody reaps", "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nr = c.syscall(56, 0x8000 | 17, 0, 0, 0, 0)\nprint('refused' if r == -1 else 'made', flush=True)\nwhile r == 0: pass", "refused" },
        { "limits of init", "import resource\nn = 0\nfor r in range(16):\n    try: resource.prlimit(1, r, (0, 0)); n += 1\n    except OSError: pass\nprint('kept' if n == 0 else n)", "kept" },
        { "priorities of others", "import os\nn = 0\nfor f in (lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.setpriority(os.PRIO_USER, 0, 19), lambda: os.sched_setaffinity(1, {0}), lambda: os.nice(-1)):\n    try: f(); n += 1\n    except OSError: pass\nprint('kept' if n == 0 else n)", "kept" },
        { "packet filters", "import socket\na, b = socket.socketpair()\ntry: a.setsockopt(1, 26, b'\\0' * 16); print('attached')\nexcept OSError as e: print('refused' if e.errno == 1 else e)", "refused" },
        { "descriptors to the keeper", "import socket, os\nn = 0\nfor fd in range(3, 300):\n    try: os.fstat(fd); n += 1\n    except OSError: pass\nprint('none' if n == 0 else n)", "none" },
        { "links in the output folder", "import os\nn = 0\nfor f in (lambda: os.link('/etc/passwd', 'hard'), lambda: os.link('/proc/self/environ', 'env')):\n    try: f(); n += 1\n    except OSError: pass\nos.symlink('/etc', 'dir'); os.symlink('/proc/1/root', 'root')\nos.rename('dir', 'main.py')\nprint('own' if n == 0 else n)", "own" },
        { "terminal input", "import fcntl\nn = 0\nfor fd in (0, 1, 2):\n    for command in (0x5412, 0x541C, 0x540E):\n        try: fcntl.ioctl(fd, command, b'x'); n += 1\n        except OSError: pass\nprint('refused' if n == 0 else n)", "refused" },
        { "deep recursion in C", "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return [f(n + 1)]\nf(0)", "stopped" },
        { "raising its own limits", "import resource\nn = 0\nfor r in range(16):\n    try:\n        s, h = resource.getrlimit(r)\n        if h != -1: resource.setrlimit(r, (h, h * 2 + 1)); n += 1\n    except (OSError, ValueError): pass\nprint('kept' if n == 0 else n)", "kept" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task An_attack_is_contained_and_leaves_no_trace(string name, string code, string expected)
    {
        var before = await RestAsync();
        var broken = sandbox.Sandbox.BrokenSlots;

        // Filling memory takes long on a busy machine; only attacks that wait for the wall clock get a short one.
        var limits = expected is "wall" or "limit" ? Small : Small with { Wall = TimeSpan.FromSeconds(120), Cpu = TimeSpan.FromSeconds(60) };
        foreach (var cold in new[] { true, false })
        {
            var result = await sandbox.RunAsync("python", code, "input", limits, cold);

            Assert.True(result.End != RunEnd.Fault, $"{name}: {result.Fault}");
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

        var next = await sandbox.RunAsync("python", "import os; print(os.listdir('.'), os.listdir('/tmp'), os.listdir('/dev/shm'))");
        Assert.Equal("['main.py'] [] []\n", next.OutputText);
        Assert.Equal(before, await RestAsync());
        Assert.Equal(broken, sandbox.Sandbox.BrokenSlots);
    }

    // x86-64 numbers; arguments that could not take effect even if the call were let through.
    public static TheoryData<string, int, string> Calls { get; } = new()
    {
        { "mount", 165, "0, 0, 0, 0, 0" }, { "umount2", 166, "0, 0" }, { "fsopen", 430, "0, 0" }, { "unshare", 272, "0x10000000" }, { "setns", 308, "-1, 0" },
        { "clone into a user namespace", 56, "0x10000011, 0, 0, 0, 0" }, { "keyctl", 250, "-1, 0, 0" }, { "add_key", 248, "0, 0, 0, 0, 0" }, { "bpf", 321, "-1, 0, 0" },
        { "io_uring_setup", 425, "0, 0" }, { "userfaultfd", 323, "-1" }, { "perf_event_open", 298, "0, 0, -1, -1, 0" }, { "ptrace", 101, "0, 0, 0, 0" },
        { "process_vm_readv", 310, "1, 0, 0, 0, 0, 0" }, { "process_vm_writev", 311, "1, 0, 0, 0, 0, 0" }, { "pidfd_getfd", 438, "-1, 0, 0" },
        { "setuid", 105, "0" }, { "setresuid", 117, "0, 0, 0" }, { "clock_settime", 227, "-1, 0" }, { "settimeofday", 164, "0, 0" }, { "adjtimex", 159, "0" },
        { "memfd_create", 319, "0, 0" }, { "shmget", 29, "0, 0, 0" }, { "mq_open", 240, "0, 0, 0, 0" }, { "kexec_load", 246, "0, 0, 0, 0" }, { "init_module", 175, "0, 0, 0" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_dangerous_system_call_is_refused_before_its_arguments_count(string name, int number, string arguments)
    {
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
        {
            return; // The numbers are others; the self-test's probes are compiled for every machine.
        }

        var result = await sandbox.RunAsync(
            "python", $"import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nr = c.syscall({number}, {arguments})\nprint('refused' if r == -1 and ctypes.get_errno() in (1, 13, 38) else (r, ctypes.get_errno()))");
        Assert.True(result.OutputText == "refused\n", $"{name}: {result.OutputText} {result.ErrorText}");
    }

    [Theory]
    [InlineData("flock", "fcntl.flock(open('/usr/bin/env'), fcntl.LOCK_SH)")]
    [InlineData("lock of an open file description", "fcntl.fcntl(open('/usr/bin/env'), 37, b'\\0' * 32)")]
    [InlineData("lease", "fcntl.fcntl(os.open('main.py', os.O_RDONLY), 1024, fcntl.F_RDLCK)")]
    [InlineData("notice of a shared folder", "fcntl.fcntl(os.open('/usr/bin', os.O_RDONLY), 1026, 1)")]
    [InlineData("out-of-band data", "socket.socketpair()[0].send(b'x', socket.MSG_OOB)")]
    [InlineData("cached pages of a shared file", "os.preadv(os.open('/usr/bin/env', os.O_RDONLY), [bytearray(1)], 0, os.RWF_NOWAIT)")]
    [InlineData("local datagrams", "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)")]
    [InlineData("the network", "socket.socket(socket.AF_INET, socket.SOCK_STREAM)")]
    public async Task What_reaches_beyond_a_run_by_a_flag_or_a_command_is_refused(string name, string call)
    {
        var result = await sandbox.RunAsync("python", $"import fcntl, os, socket\ntry: print({call})\nexcept OSError as error: print('refused' if error.errno in (1, 38, 95) else error)");
        Assert.True(result.OutputText == "refused\n", $"{name}: {result.OutputText} {result.ErrorText}");
    }

    [Theory]
    [InlineData("32-bit", "b8 14 00 00 00 cd 80 c3")] // mov eax, getpid; int 0x80; ret
    [InlineData("x32", "b8 27 00 00 40 0f 05 c3")] // mov eax, 0x40000000 + getpid; syscall; ret
    public async Task Calls_by_another_door_kill(string name, string machineCode)
    {
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
        {
            return;
        }

        var result = await sandbox.RunAsync(
            "python", $"import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(bytes.fromhex('{machineCode}'))\nprint(ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())");
        Assert.True(result.End == RunEnd.Signaled && result.Output.Length == 0, $"{name}: {result.ReturnCode} {result.OutputText} {result.ErrorText}");
    }

    // All slots rest after the same kind of run.
    private async Task<HostSnapshot> RestAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, sandbox.Sandbox.Slots).Select(_ => sandbox.RunAsync("python", "pass")));
        return await HostSnapshot.TakeSettledAsync();
    }

    [Fact]
    public async Task Every_probe_of_the_self_test_is_contained()
    {
        var probes = await SelfTest.RunAsync(sandbox.Sandbox, CancellationToken.None);
        Assert.True(probes.Count > 100, $"{probes.Count} probes");
        Assert.All(probes, p => Assert.True(p.Contained, $"{p.Name}: {p.Detail}"));
    }
}
