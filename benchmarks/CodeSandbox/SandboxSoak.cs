using System.Globalization;
using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Benchmarks.CodeSandbox;

/// <summary>Full rate for a while with good, bad and hostile programs, then a count of what is left: processes, mounts, cgroups, descriptors, memory.</summary>
internal static class SandboxSoak
{
    private static readonly (string Language, string Code)[] Programs =
    [
        ("python", "print(1)"),
        ("python", "import sys; print(len(sys.stdin.read()))"),
        ("python", "1/0"),
        ("python", "import os\nif os.fork() == 0:\n    import time; time.sleep(99)\nprint('left')"),
        ("python", "import os\nfor i in range(200):\n    try: os.fork()\n    except OSError: pass"),
        ("python", "x = []\nwhile True: x.append(bytearray(1 << 20))"),
        ("python", "while True: print('x' * 1000)"),
        ("python", "import time; time.sleep(99)"),
        ("bash", "echo $((6 * 7))"),
        ("bash", "yes | head -c 300000 | wc -c"),
        ("python", "import ctypes\nprint(ctypes.CDLL(None).syscall(56, 0x8000 | 17, 0, 0, 0, 0))"),
        ("python", "import threading, time\nfor i in range(100):\n    try: threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n    except RuntimeError: pass"),
        ("python", "f = open('/tmp/f', 'wb')\nwhile True: f.write(b'x' * 65536)"),
        ("python", "import os\nos.kill(-1, 9)"),
        ("cpp", "#include <cstdio>\nint main(){puts(\"42\");}"),
    ];

    // Descriptors that .NET opens for itself as it goes (timers, event queues); a leak of ours would be one a run.
    private const int RuntimesOwn = 8;

    private static readonly VerificationCase Function = new()
    {
        Domain = Domain.Code,
        Tests = JsonSerializer.Deserialize<JsonElement>("""{"kind": "function", "entry_point": "f", "calls": [{"args": [2], "expected": 4}, {"args": [3], "expected": 9}]}"""),
        Prediction = "def f(x): return x * x",
        PredictionIsText = false,
    };

    /// <summary>Arguments: seconds [clients]. A line of counts every twelfth of the time.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
        var clients = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8;
        Report before;
        long runs = 0, wrong = 0;
        await using (var sandbox = await Sandbox.StartAsync(new SandboxOptions { FirstUid = 63_000, RunsPerSlot = 500 }, TimeProvider.System, CancellationToken.None))
        {
            var runner = new ProgramRunner(sandbox);
            var verifier = new CodeVerifier(sandbox);
            var limits = new SandboxLimits { Wall = TimeSpan.FromSeconds(1), Cpu = TimeSpan.FromSeconds(1), MemoryBytes = 64L << 20, Processes = 32, OutputBytes = 1 << 20 };
            // Every slot and every path of the program has been used once before the first count.
            await Task.WhenAll(Enumerable.Range(0, clients).Select(i => OneAsync(runner, sandbox, i % 4, limits)));
            await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ => await verifier.JudgeAsync(Function, CancellationToken.None)));
            before = Report.Take();
            Console.WriteLine($"start: {before}");
            var start = TimeProvider.System.GetTimestamp();
            using var over = new CancellationTokenSource();
            var watch = WatchAsync(start, TimeSpan.FromSeconds(Math.Max(seconds / 12, 1)), () => Interlocked.Read(ref runs), over.Token);
            await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
            {
                for (var i = client; TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds; i++)
                {
                    // Hostile ones are slow by nature: one in eight. Another one is a function problem, judged by two slots.
                    if (i % 8 == 4)
                    {
                        var verdict = await verifier.JudgeAsync(Function, CancellationToken.None);
                        Interlocked.Add(ref wrong, verdict.Outcome == VerdictOutcome.Correct ? 0 : 1);
                    }
                    else
                    {
                        await OneAsync(runner, sandbox, i % 8 == 0 ? i / 8 % Programs.Length : i % 3, limits);
                    }

                    Interlocked.Increment(ref runs);
                }
            })));
            await over.CancelAsync();
            await watch;
            Console.WriteLine($"end:   {Report.Take()}; {runs} runs, {runs / seconds:0.0} a second, {sandbox.BrokenSlots} slots broke, {wrong} right functions not judged right");
        }

        GC.Collect();
        var after = Report.Take();
        Console.WriteLine($"after: {after}");
        var clean = wrong == 0 && after.Processes == 0 && after.Cgroups == 0 && after.Mounts == before.Mounts && after.Descriptors <= before.Descriptors + RuntimesOwn;
        Console.WriteLine(clean ? "clean: nothing is left" : "LEAK");
        return clean ? 0 : 1;
    }

    private static async Task WatchAsync(long start, TimeSpan every, Func<long> runs, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Console.WriteLine($"{TimeProvider.System.GetElapsedTime(start).TotalSeconds,6:0} s {Report.Take()}; {runs()} runs");
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private static async Task OneAsync(ProgramRunner runner, Sandbox sandbox, int index, SandboxLimits limits)
    {
        (var language, var code) = Programs[index];
        var program = await runner.PrepareAsync(sandbox.Runtimes.Get(language)!, code, [], ProgramRunner.CompileLimits, CancellationToken.None);
        var result = await sandbox.RunAsync(program.Request("input"u8.ToArray(), limits), CancellationToken.None);
        if (!program.Compiled || result.End == RunEnd.Fault)
        {
            Console.WriteLine($"fault: {result.Fault} in {code.ReplaceLineEndings(" ")}");
        }
    }

    private sealed record Report(int Processes, int Mounts, int Cgroups, int Descriptors, int Temporary, long MemoryMb, long SlotsMb)
    {
        public static Report Take() => new(
            Directory.GetDirectories("/proc").Count(IsSlotProcess),
            File.ReadAllLines("/proc/self/mountinfo").Length,
            new[] { "memory", "pids", "cpu" }.Sum(c => Directory.Exists($"/sys/fs/cgroup/{c}") ? SlotGroups(c).Length : 0),
            Directory.GetFiles("/proc/self/fd").Length,
            Directory.GetFileSystemEntries(Path.GetTempPath(), "gs-*").Length,
            Environment.WorkingSet >> 20,
            (Directory.Exists("/sys/fs/cgroup/memory") ? SlotGroups("memory").Sum(ReadUsage) : 0) >> 20);

        private static string[] SlotGroups(string controller) =>
            Directory.GetDirectories($"/sys/fs/cgroup/{controller}", $"guide-sandbox-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-*");

        private static long ReadUsage(string folder)
        {
            try
            {
                return long.Parse(File.ReadAllText(Path.Combine(folder, "memory.usage_in_bytes")), CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return 0; // Just removed.
            }
        }

        private static bool IsSlotProcess(string folder)
        {
            try
            {
                return char.IsDigit(Path.GetFileName(folder)[0])
                    && int.Parse(File.ReadLines(Path.Combine(folder, "status")).First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture)
                        is >= 63_000 and < 63_100;
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
                return false;
            }
        }
    }
}
