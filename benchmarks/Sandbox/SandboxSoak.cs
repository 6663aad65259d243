using System.Globalization;

using Guide.Verification.Sandbox;

namespace Guide.Benchmarks.Sandbox;

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
    ];

    /// <summary>Arguments: seconds [clients].</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
        int clients = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8;
        Report before;
        long runs = 0;
        await using (CodeSandbox sandbox = await CodeSandbox.StartAsync(new SandboxOptions { FirstUid = 63_000, RunsPerSlot = 500 }, TimeProvider.System, CancellationToken.None))
        {
            var runner = new ProgramRunner(sandbox);
            var limits = new SandboxLimits { Wall = TimeSpan.FromSeconds(1), Cpu = TimeSpan.FromSeconds(1), MemoryBytes = 64L << 20, Processes = 32, OutputBytes = 1 << 20 };
            await OneAsync(runner, sandbox, 0, limits);
            before = Report.Take();
            Console.WriteLine($"start: {before}");
            long start = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
            {
                for (int i = client; TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds; i++)
                {
                    // Hostile ones are slow by nature: one in eight.
                    await OneAsync(runner, sandbox, i % 8 == 0 ? i / 8 % Programs.Length : i % 3, limits);
                    Interlocked.Increment(ref runs);
                }
            })));
            Console.WriteLine($"end:   {Report.Take()}; {runs} runs, {runs / seconds:0.0} a second, {sandbox.BrokenSlots} slots broke");
        }

        GC.Collect();
        Report after = Report.Take();
        Console.WriteLine($"after: {after}");
        bool clean = after.Processes == 0 && after.Cgroups == 0 && after.Mounts == before.Mounts && after.Descriptors <= before.Descriptors;
        Console.WriteLine(clean ? "clean: nothing is left" : "LEAK");
        return clean ? 0 : 1;
    }

    private static async Task OneAsync(ProgramRunner runner, CodeSandbox sandbox, int index, SandboxLimits limits)
    {
        (string language, string code) = Programs[index];
        PreparedProgram program = await runner.PrepareAsync(sandbox.Runtimes.Get(language)!, code, [], ProgramRunner.CompileLimits, CancellationToken.None);
        SandboxResult result = await sandbox.RunAsync(program.Request("input"u8.ToArray(), limits), CancellationToken.None);
        if (result.End == RunEnd.Fault)
        {
            Console.WriteLine($"fault: {result.Fault} in {code.ReplaceLineEndings(" ")}");
        }
    }

    private sealed record Report(int Processes, int Mounts, int Cgroups, int Descriptors, long MemoryMb)
    {
        public static Report Take() => new(
            Directory.GetDirectories("/proc").Count(IsSlotProcess),
            File.ReadAllLines("/proc/self/mountinfo").Length,
            new[] { "memory", "pids", "cpu" }.Sum(c => Directory.Exists($"/sys/fs/cgroup/{c}")
                ? Directory.GetDirectories($"/sys/fs/cgroup/{c}", $"guide-sandbox-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-*").Length : 0),
            Directory.GetFiles("/proc/self/fd").Length,
            Environment.WorkingSet >> 20);

        private static bool IsSlotProcess(string folder)
        {
            try
            {
                return char.IsDigit(Path.GetFileName(folder)[0])
                    && int.Parse(File.ReadLines(Path.Combine(folder, "status")).First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture)
                        is >= 63_000 and < 63_100;
            }
            catch (Exception error) when (error is IOException or InvalidOperationException)
            {
                return false;
            }
        }
    }
}
