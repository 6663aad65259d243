using Guide.CodeSandbox.Isolation;

namespace Guide.UnitTests.CodeSandbox;

/// <summary>On a made-up tree: the real one is what the machine has.</summary>
public sealed class CgroupLayoutTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("guide-cgroup").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_1_controllers_are_used_where_they_are_writable()
    {
        foreach (var controller in new[] { "memory", "pids", "cpu" })
        {
            Directory.CreateDirectory(Path.Combine(_root, controller));
        }

        File.WriteAllText(Path.Combine(_root, "memory", "memory.limit_in_bytes"), "");
        var layout = CgroupLayout.Find(wanted: true, _root);
        Assert.Equal(1, layout.Version);
        var arguments = layout.Create("c0-1");
        Assert.Equal("--cgroup-memory", arguments[0]);
        Assert.True(Directory.Exists(arguments[1]));
        Assert.True(layout.Remove("c0-1"));
        Assert.False(Directory.Exists(arguments[1]));
    }

    [Fact]
    public void Version_2_needs_memory_and_pids_handed_down()
    {
        var own = Path.Combine(_root, "own");
        Directory.CreateDirectory(own);
        File.WriteAllText(Path.Combine(_root, "cgroup.controllers"), "cpu memory pids");
        File.WriteAllText(Path.Combine(own, "cgroup.subtree_control"), "cpu memory pids");
        var layout = CgroupLayout.Find(wanted: true, _root, "own");
        Assert.Equal(2, layout.Version);
        var folder = layout.Create("c0-1")[1];
        Assert.StartsWith(own, folder, StringComparison.Ordinal);
        Assert.Equal("150000 100000", File.ReadAllText(Path.Combine(folder, "cpu.max")));
    }

    [Fact]
    public void Beside_a_leaf_of_an_earlier_start_slots_are_made_where_that_made_its_own()
    {
        string service = Path.Combine(_root, "service"), leaf = Path.Combine(service, "guide-sandbox-1-main");
        Directory.CreateDirectory(leaf);
        File.WriteAllText(Path.Combine(_root, "cgroup.controllers"), "cpu memory pids");
        foreach (var folder in new[] { _root, service, leaf })
        {
            File.WriteAllText(Path.Combine(folder, "cgroup.subtree_control"), "memory pids");
        }

        Assert.Equal($"v2 under {service}", CgroupLayout.Find(wanted: true, _root, "service/guide-sandbox-1-main").Reason);
    }

    [Fact]
    public void Slots_of_two_sandboxes_in_one_process_have_cgroups_of_their_own()
    {
        File.WriteAllText(Path.Combine(_root, "cgroup.controllers"), "memory pids");
        File.WriteAllText(Path.Combine(_root, "cgroup.subtree_control"), "cpu memory pids");
        CgroupLayout one = CgroupLayout.Find(wanted: true, _root, ""), other = CgroupLayout.Find(wanted: true, _root, "");
        string first = one.Create("c0-1")[1], second = other.Create("c0-1")[1];
        Assert.NotEqual(first, second);
        Directory.Delete(first, recursive: true);
        Assert.True(one.Remove("c0-1"));
        Assert.True(Directory.Exists(second));
    }

    [Fact]
    public void Without_controllers_or_when_switched_off_there_are_none_and_the_reason_is_told()
    {
        Assert.Equal((0, "no cgroup controllers are mounted"), (CgroupLayout.Find(true, _root).Version, CgroupLayout.Find(true, _root).Reason));
        Assert.Equal(0, CgroupLayout.Find(false).Version);
    }

    [Fact]
    public void What_dead_processes_left_is_removed_and_what_lives_is_kept()
    {
        Directory.CreateDirectory(Path.Combine(_root, "memory"));
        Directory.CreateDirectory(Path.Combine(_root, "pids"));
        File.WriteAllText(Path.Combine(_root, "memory", "memory.limit_in_bytes"), "");
        string dead = Path.Combine(_root, "memory", "guide-sandbox-999999999-c0-1"), alive = Path.Combine(_root, "memory", $"guide-sandbox-{Environment.ProcessId}-c0-1");
        Directory.CreateDirectory(dead);
        Directory.CreateDirectory(alive);
        CgroupLayout.Find(true, _root).RemoveStale();
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(alive));
    }
}
