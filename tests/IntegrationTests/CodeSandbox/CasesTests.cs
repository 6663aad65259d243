using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>The cases of one submission, a sandbox each: nothing of one case reaches the next, and none can speak for another.</summary>
[Collection("sandbox")]
public sealed class CasesTests(SandboxFixture sandbox)
{
    // Each adds its two numbers when it is alone and whole; what it leaves behind must not be there for the next case.
    public static TheoryData<string, string> Litter { get; } = new()
    {
        { "files", "import os\nassert os.listdir('.') == ['main.py'] and os.listdir('/tmp') == [] and os.listdir('/dev/shm') == [], 'litter'\nfor p in ('a', '/tmp/b', '/dev/shm/c'): open(p, 'w').write('x')\nos.makedirs('d/e/f')\nos.symlink('/etc', 'l')" },
        { "rewritten source", "import os\nos.remove('main.py')\nopen('main.py', 'w').write('print(0)')" },
        { "moved folder", "import os\nos.rename('/box/run', '/box/was')\nos.mkdir('/box/run')" },
        { "locked folder", "import os\nos.makedirs('d/e')\nopen('d/e/f', 'w').close()\nos.chmod('d/e', 0)" },
        { "very deep folder", "import os\nfor i in range(1500):\n    os.mkdir('d'); os.chdir('d')" },
        { "daemon", "import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True: time.sleep(1)" },
        { "daemon that floods", "import os\nif os.fork() == 0:\n    os.setsid()\n    while True:\n        try: os.write(1, b'')\n        except OSError: pass" },
        { "globals", "import builtins, sys\nassert not hasattr(builtins, 'seen') and 'seen' not in sys.modules, 'litter'\nbuiltins.seen = 1\nsys.modules['seen'] = sys" },
        { "random state", "import random\nrandom.seed(1)" },
        { "half a line of errors", "import sys\nsys.stderr.write('x' * 100000)" },
        { "folders' modes and times", "import os\nassert all(os.stat(p).st_mtime != 1 and os.stat(p).st_mode & 0o777 != 0o701 for p in ('.', '/tmp', 'main.py')), 'litter'\nfor p in ('.', '/tmp', 'main.py'):\n    os.utime(p, (1, 1))\n    os.chmod(p, 0o701)" },
        { "priorities", "import os\nassert os.getpriority(os.PRIO_PROCESS, 0) == os.getpriority(os.PRIO_USER, 0) == 0, 'litter'\nfor what in (os.PRIO_PROCESS, os.PRIO_PGRP, os.PRIO_USER):\n    try: os.setpriority(what, 0, 9)\n    except OSError: pass" },
        { "processors", "import os\nassert len(os.sched_getaffinity(0)) == os.cpu_count(), 'litter'\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})" },
        { "a listening socket", "import os, socket, time\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0name')\ns.listen()\nif os.fork() == 0: time.sleep(9)" },
        { "locks of shared files", "import fcntl, os, struct, time\nf = open('/usr/bin/env')\nassert fcntl.fcntl(f, fcntl.F_GETLK, struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0))[:2] == struct.pack('h', fcntl.F_UNLCK), 'litter'\nfcntl.lockf(f, fcntl.LOCK_SH)\nif os.fork() == 0: fcntl.lockf(f, fcntl.LOCK_SH); time.sleep(9)" },
    };

    [Theory]
    [MemberData(nameof(Litter))]
    public async Task What_a_case_leaves_behind_is_gone_for_the_next(string name, string prelude)
    {
        var verdict = await JudgeAsync(prelude + "\nprint(sum(map(int, input().split())), flush=True)", 5);
        Assert.True(verdict.Outcome == VerdictOutcome.Correct, $"{name}: {verdict.Detail}");
    }

    // Each answers rightly in the first cases and gives up in the third, in a way that tries to be taken for right.
    public static TheoryData<string, string> Tricks { get; } = new()
    {
        { "kills the driver", "import os\nos.kill(os.getppid(), 9)" },
        { "stops the driver", "import os\nos.kill(os.getppid(), 19)\nprint(0)" },
        { "kills everybody", "import os\nos.kill(-1, 9)" },
        { "exits early", "import os\nos._exit(0)" },
        { "forges an answer", "import os, struct\nb = b'A' + struct.pack('<IQQIII', 0, 0, 0, 0, 2, 0) + b'9\\n'\nfor fd in range(3, 64):\n    try: os.write(fd, struct.pack('<I', len(b)) + b)\n    except OSError: pass" },
        { "opens the driver's channel", "import os\nfor fd in range(64):\n    try: os.write(os.open(f'/proc/{os.getppid()}/fd/{fd}', os.O_WRONLY), b'9\\n')\n    except OSError: pass" },
        { "writes into the driver", "import os\ntry: print(os.open(f'/proc/{os.getppid()}/mem', os.O_RDWR))\nexcept OSError: print('no')" },
        { "child answers for it", "import os\nif os.fork() == 0:\n    print(0)\n    os._exit(0)\nos.wait()" },
        { "floods", "while True: print('9' * 1000)" },
        { "loops", "while True: pass" },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task A_case_cannot_pass_by_attacking_what_runs_it_and_the_slot_serves_on(string name, string trick)
    {
        var code = $"a, b = map(int, input().split())\nif a < 3: print(a + b)\nelse:\n    {trick.Replace("\n", "\n    ", StringComparison.Ordinal)}\n";
        var verdict = await JudgeAsync(code, 5);
        Assert.True(verdict is { Outcome: VerdictOutcome.Incorrect, Reward: 0 }, $"{name}: {verdict}");
        Assert.StartsWith("2/5 cases", verdict.Detail, StringComparison.Ordinal);
        Assert.Equal("1\n", (await sandbox.RunAsync("python", "print(1)")).OutputText);
    }

    [Fact]
    public async Task A_fraction_goes_on_behind_cases_that_end_the_sandbox()
    {
        const string Code = "import os\na, b = map(int, input().split())\nif a % 2: os.kill(os.getppid(), 9)\nprint(a + b)";
        var verdict = await JudgeAsync(Code, 6, CodeScoring.Fraction);
        Assert.Equal((VerdictOutcome.Incorrect, 0.5), (verdict.Outcome, verdict.Reward));
    }

    [Theory]
    [InlineData("print(sum(map(int, input().split())))", 5)]
    [InlineData("import sys\nprint(sum(map(int, sys.stdin.read().split())))\nsys.exit(0)", 5)]
    [InlineData("print(sum(map(int, input().split())))\nraise SystemExit(3)", 0)]
    [InlineData("def f(:\n", 0)]
    [InlineData("if __name__ == '__main__':\n    import threading\n    threading.Thread(target=lambda: print(sum(map(int, input().split())))).start()", 5)]
    [InlineData("a, b = map(int, input().split())\nprint(a + b if a != 4 else 0)", 4)]
    public async Task A_fraction_counts_the_cases_that_are_right(string code, int passed)
    {
        var verdict = await JudgeAsync(code, 5, CodeScoring.Fraction);
        Assert.True(verdict.Reward == passed / 5.0, verdict.ToString());
    }

    [Fact]
    public async Task Processor_time_is_of_all_processes_of_a_case_together()
    {
        const string Spend = "import os, time\na, b = map(int, input().split())\nfor _ in range({0}):\n    if os.fork() == 0:\n        while time.process_time() < {1}: pass\n        os._exit(0)\nfor _ in range({0}): os.wait()\nprint(a + b)";
        string Code(int processes, string seconds) => Spend.Replace("{0}", processes.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{1}", seconds, StringComparison.Ordinal);
        Assert.Equal(VerdictOutcome.Correct, (await JudgeAsync(Code(2, ".3"), 1)).Outcome);
        var verdict = await JudgeAsync(Code(6, ".9"), 1);
        Assert.True(sandbox.Sandbox.CgroupVersion == 0 || (verdict.Outcome == VerdictOutcome.Incorrect && verdict.Detail.Contains("limit: cpu", StringComparison.Ordinal)), verdict.ToString());
    }

    private async Task<Verdict> JudgeAsync(string code, int cases, CodeScoring scoring = CodeScoring.All) => await new CodeVerifier(sandbox.Sandbox).JudgeAsync(
        new VerificationCase
        {
            Domain = Domain.Code,
            Tests = new CodeTests
            {
                Kind = CodeTestKind.Stdio, TimeLimitMs = 2000, Scoring = scoring,
                Cases = [.. Enumerable.Range(1, cases).Select(i => new StdioCase { Input = $"{i} {i + 1}\n", Output = $"{(2 * i) + 1}\n" })],
            }.ToJson(),
            Prediction = code,
            PredictionIsText = false,
        },
        CancellationToken.None);
}
