namespace Guide.CodeSandbox.Isolation;

/// <summary>
/// Runs hostile programs. Each run has a uid that belongs to its slot, namespaces, a read-only root with a small private file system,
/// no capabilities, a system call allow list, limits, and is followed to its last process. Thread-safe; waits when all slots are busy.
/// It covers: the host's files, processes, network, settings and memory; the next run. It does not cover: bugs of the kernel itself,
/// timing channels of the hardware, and heat. See docs/sandbox.md.
/// </summary>
public sealed class Sandbox : IAsyncDisposable
{
    private readonly SandboxOptions _options;
    private readonly SlotPool _candidates;
    private readonly SlotPool _judges;
    private readonly string _socketFolder;
    private readonly string _probe;

    private Sandbox(SandboxOptions options, SlotSettings settings, RuntimeTable runtimes, SandboxMode mode, SubordinateIds? ids, TimeProvider time)
    {
        _options = options;
        _socketFolder = settings.SocketFolder;
        _probe = settings.Build.Probe;
        Time = time;
        Runtimes = runtimes;
        Mode = mode;
        CgroupVersion = settings.Cgroups.Version;
        CgroupReason = settings.Cgroups.Reason;
        var slots = SlotCount(options);
        FirstUid = mode switch { SandboxMode.SlotUid => options.FirstUid, SandboxMode.SubordinateUid => ids!.FirstUid, _ => null };
        SlotIds Ids(int index) => mode switch
        {
            SandboxMode.SlotUid => new("--uid", options.FirstUid + index, null),
            SandboxMode.SubordinateUid => new("--sub-uid", ids!.FirstUid + index, ids.FirstGid + index),
            _ => SlotIds.Shared,
        };
        _candidates = new(settings, "c", slots, i => Ids(i), options.RunsPerSlot, time);
        _judges = new(settings, "j", slots, i => Ids(slots + i), options.RunsPerSlot, time);
    }

    /// <summary>Languages that can be run here.</summary>
    public RuntimeTable Runtimes { get; }

    /// <summary>How slots are told apart.</summary>
    public SandboxMode Mode { get; }

    /// <summary>The first slot's uid; null = this process's own.</summary>
    internal int? FirstUid { get; }

    /// <summary>1, 2, or 0: memory is bounded by rlimits only.</summary>
    public int CgroupVersion { get; }

    /// <summary>Where cgroups are made, or why not.</summary>
    public string CgroupReason { get; }

    /// <summary>How memory is bounded, for verdicts: "cgroup" or "rlimit".</summary>
    public string MemoryBound => CgroupVersion == 0 ? "rlimit" : "cgroup";

    /// <summary>Runs at one time.</summary>
    public int Slots => _candidates.Size;

    /// <summary>Slots that run something now.</summary>
    public int Busy => _candidates.Busy;

    /// <summary>Runs that wait for a slot.</summary>
    public int Waiting => _candidates.Waiting;

    /// <summary>Slots replaced because they broke, since the start.</summary>
    public int BrokenSlots => _candidates.Broken + _judges.Broken;

    /// <summary>Builds the native programs if needed, starts the sandbox and proves it with its own hostile probes.</summary>
    /// <exception cref="SandboxException">A layer is missing or a probe got through: it refuses to serve.</exception>
    public static async Task<Sandbox> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var sandbox = await StartUncheckedAsync(options, time, cancellationToken);
        try
        {
            var probes = await SelfTest.RunAsync(sandbox, cancellationToken);
            string[] open = [.. probes.Where(p => !p.Contained).Select(p => $"{p.Name} ({p.Detail})")];
            if (open.Length > 0)
            {
                throw new SandboxException($"the sandbox refuses to serve: its self-test got through with {string.Join(", ", open)}");
            }

            await sandbox.CheckPreloadAsync(cancellationToken);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    private async Task CheckPreloadAsync(CancellationToken cancellationToken)
    {
        if (_options.Preload.Count == 0)
        {
            return;
        }

        var code = $"import sys\nfor n in {System.Text.Json.JsonSerializer.Serialize(_options.Preload)}:\n    if n not in sys.modules: __import__(n); print(n)";
        var run = await RunAsync(new() { Zygote = true, Files = [new("main.py", System.Text.Encoding.UTF8.GetBytes(code))], Limits = new() { MemoryBytes = 1L << 30, Wall = TimeSpan.FromSeconds(60) } }, cancellationToken);
        if (!run.Succeeded || run.Output.Length > 0)
        {
            throw new SandboxException($"--preload: {(run.Output.Length > 0 ? $"the zygote cannot import {run.OutputText.Trim()}" : run.ErrorText.Trim().Split('\n')[^1])}");
        }
    }

    /// <summary>As <see cref="StartAsync"/> without the self-test, for the doctor, which prints its findings.</summary>
    internal static async Task<Sandbox> StartUncheckedAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SandboxException("the code sandbox needs Linux");
        }

        var runtimes = RuntimeTable.Find(options);
        var cgroups = CgroupLayout.Find(options.UseCgroups);
        cgroups.RemoveStale();
        var ids = Environment.IsPrivilegedProcess || options.SharedUid ? null : SubordinateIds.Find(Environment.UserName, 2 * SlotCount(options));
        var mode = Environment.IsPrivilegedProcess ? SandboxMode.SlotUid : ids is not null ? SandboxMode.SubordinateUid : SandboxMode.SharedUid;
        // Unix socket paths are short: the folder is not put under TMPDIR when that is long.
        var temporary = Path.GetTempPath().Length < 40 ? Path.GetTempPath() : "/tmp";
        var folder = Path.Combine(temporary, "gs-" + Guid.NewGuid().ToString("n")[..12]);
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"the sandbox needs a temporary folder that it can write: {exception.Message}", exception);
        }

        NativeBuild build;
        try
        {
            build = await NativeBuild.GetAsync(options.CacheFolder, folder, cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return new(options, new(build, cgroups, folder, runtimes.ZygotePython, runtimes.NeedsUsrLocal, runtimes.Binds, options.Preload, options.Grace), runtimes, mode, ids, time);
    }

    private static int SlotCount(SandboxOptions options) => options.Slots > 0 ? options.Slots : Environment.ProcessorCount;

    /// <summary>Runs one request.</summary>
    /// <exception cref="SandboxException">The sandbox failed, or its queue is full.</exception>
    public Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        if (_candidates.Waiting >= _options.QueueLimit)
        {
            throw new SandboxException("the sandbox's queue is full");
        }

        return _candidates.WithSlotAsync(slot => slot.RunAsync(request, null, cancellationToken), cancellationToken);
    }

    /// <summary>Runs a trusted program on hostile data, in a slot that no candidate uses.</summary>
    internal Task<SandboxResult> RunTrustedAsync(SandboxRequest request, CancellationToken cancellationToken) =>
        _judges.WithSlotAsync(slot => slot.RunAsync(request, null, cancellationToken), cancellationToken);

    /// <summary>Runs a candidate and a trusted test side, each in a slot of its own; their descriptors 3 are joined by <paramref name="relay"/>.</summary>
    internal Task<T> RunPairAsync<T>(Func<SlotProcess, SlotProcess, Task<T>> relay, CancellationToken cancellationToken)
    {
        if (_candidates.Waiting >= _options.QueueLimit)
        {
            throw new SandboxException("the sandbox's queue is full");
        }

        // Judges are as many as candidates and only taken with a candidate's slot in hand: nobody waits in a circle.
        return _candidates.WithSlotAsync(c => _judges.WithSlotAsync(j => relay(c, j), cancellationToken), cancellationToken);
    }

    /// <summary>The clock of the deadlines.</summary>
    internal TimeProvider Time { get; }

    /// <summary>The native program of the self-test.</summary>
    internal string ProbeProgram => _probe;

    /// <summary>Facts of a slot, for the doctor.</summary>
    internal Task<T> WithSlotAsync<T>(Func<SlotProcess, Task<T>> use, CancellationToken cancellationToken) => _candidates.WithSlotAsync(use, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _candidates.DisposeAsync();
        await _judges.DisposeAsync();
        Directory.Delete(_socketFolder, recursive: true);
    }
}
