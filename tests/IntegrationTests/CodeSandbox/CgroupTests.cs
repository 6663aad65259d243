using System.Globalization;
using Guide.CodeSandbox.Isolation;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>What the kernel's cgroups do, v1 or v2. On a machine that has the other one bound: eng/sandbox-in-vm.</summary>
[Collection("sandbox")]
public sealed class CgroupTests(SandboxFixture sandbox)
{
    private const int Megabyte = 1 << 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_peak_is_of_the_run_itself_whatever_ran_in_its_slot_before(bool cold)
    {
        foreach ((var size, var below) in new[] { (100, 125), (3, 40), (50, 80), (1, 40) })
        {
            var code = $"import time\nx = b'x' * ({size} << 20)\ntime.sleep(.2)";
            var results = await Task.WhenAll(Enumerable.Range(0, sandbox.Sandbox.Slots).Select(_ => sandbox.RunAsync("python", code, cold: cold)));
            // The kernel takes pages for a cgroup in batches, some for each processor: it is right to a megabyte.
            Assert.All(results, r => Assert.InRange(r.PeakMemoryBytes, (size - 1L) * Megabyte, (long)below * Megabyte));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_child_killed_for_memory_is_told_though_the_parent_ends_well_and_the_next_run_is_clean(bool cold)
    {
        if (sandbox.Sandbox.CgroupVersion == 0)
        {
            return;
        }

        const string Code = """
            import os
            if os.fork() == 0:
                x = []
                while True: x.append(b'x' * (1 << 20))
            print(os.wait()[1])
            """;
        var limits = new SandboxLimits { MemoryBytes = 64 * Megabyte, Wall = TimeSpan.FromSeconds(100) };
        var result = await sandbox.RunAsync("python", Code, limits: limits, cold: cold);
        Assert.Equal((RunEnd.Exited, 0, "9\n"), (result.End, result.Code, result.OutputText));
        Assert.Equal((1, "memory"), (result.OomKills, result.Limit));
        Assert.InRange(result.PeakMemoryBytes, 48 * Megabyte, 72 * Megabyte);

        var next = await Task.WhenAll(Enumerable.Range(0, sandbox.Sandbox.Slots).Select(_ => sandbox.RunAsync("python", "print(1)", limits: limits, cold: cold)));
        Assert.All(next, r => Assert.Equal((0, true), (r.OomKills, r.Succeeded)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forks_beyond_the_limit_fail_and_the_next_run_has_all_of_its_own(bool cold)
    {
        const string Code = """
            import os, time
            n = 0
            try:
                while n < 200:
                    if os.fork() == 0: time.sleep(60)
                    n += 1
            except OSError: pass
            print(n)
            """;
        var limits = new SandboxLimits { Processes = 20, Wall = TimeSpan.FromSeconds(50) };
        for (var i = 0; i < 3; i++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, sandbox.Sandbox.Slots).Select(_ => sandbox.RunAsync("python", Code, limits: limits, cold: cold)));
            Assert.All(results, r => Assert.InRange(int.Parse(r.OutputText, CultureInfo.InvariantCulture), 10, 25));
        }
    }

    [Fact]
    public async Task A_slots_cgroups_hold_the_limits_and_are_gone_with_the_sandbox()
    {
        if (sandbox.Sandbox.CgroupVersion == 0)
        {
            return;
        }

        var root = sandbox.Sandbox.CgroupReason[(sandbox.Sandbox.CgroupReason.IndexOf('/', StringComparison.Ordinal))..];
        var before = Find(root);
        string[] own;
        await using (var another = await Sandbox.StartAsync(new() { Slots = 1, FirstUid = SandboxFixture.FirstUid + 50 }, TimeProvider.System, CancellationToken.None))
        {
            var limits = new SandboxLimits { MemoryBytes = 64 * Megabyte, Processes = 20 };
            await another.RunAsync(new SandboxRequest { Command = ["/bin/true"], Limits = limits }, CancellationToken.None);
            own = [.. Find(root).Except(before)];
            Assert.NotEmpty(own);
            Assert.All(own.Where(f => File.Exists(Path.Combine(f, "pids.max"))), f => Assert.Equal("26", Read(f, "pids.max")));
            if (another.CgroupVersion == 2)
            {
                Assert.InRange(long.Parse(Read(own[0], "memory.max"), CultureInfo.InvariantCulture), 64L * Megabyte, 128L * Megabyte);
                Assert.Equal("0", Read(own[0], "memory.swap.max"));
                Assert.Equal("150000 100000", Read(own[0], "cpu.max"));
                Assert.NotEmpty(File.ReadAllLines(Path.Combine(own[0], "cgroup.procs")));
            }
        }

        Assert.Equal(before, Find(root));
    }

    // Those of this process; its leaf, into which it may have moved to make room for them, stays.
    private static string[] Find(string root) =>
        [.. new[] { root, Path.Combine(root, "memory"), Path.Combine(root, "pids"), Path.Combine(root, "cpu") }
            .Where(Directory.Exists)
            .SelectMany(f => Directory.GetDirectories(f, $"guide-sandbox-{Environment.ProcessId}-*"))
            .Where(f => !f.EndsWith("-main", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).Trim();
}
