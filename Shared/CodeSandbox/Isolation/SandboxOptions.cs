using System.ComponentModel.DataAnnotations;

namespace Guide.CodeSandbox.Isolation;

/// <summary>Settings of a <see cref="Sandbox"/>.</summary>
public sealed record SandboxOptions
{
    /// <summary>Runs at one time; 0 = one for each processor.</summary>
    [Range(0, 256)]
    public int Slots { get; init; }

    /// <summary>Runs that may wait for a slot before new ones are refused.</summary>
    [Range(1, 1_000_000)]
    public int QueueLimit { get; init; } = 4096;

    /// <summary>Started by root: the first slot's uid; the others follow. Must belong to nobody.</summary>
    [Range(1000, 2_000_000_000)]
    public int FirstUid { get; init; } = 61_000;

    /// <summary>True: started by a user, all slots run as that user even where /etc/subuid would give each its own uid (weaker; for containers without set-uid programs).</summary>
    public bool SharedUid { get; init; }

    /// <summary>A Python environment (venv, conda, an installation) whose interpreter and packages programs see, read-only; null = the system's.</summary>
    public string? PythonEnvironment { get; init; }

    /// <summary>A folder of npm packages that JavaScript programs can require, read-only; null = none.</summary>
    public string? NodeModules { get; init; }

    /// <summary>Python modules that the zygote imports beforehand, so that runs need not.</summary>
    public IReadOnlyList<string> Preload { get; init; } = [];

    /// <summary>Where the native programs are kept, by the hash of their source; null = the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>False: no cgroups even where they are writable; verdicts then say "memory: rlimit".</summary>
    public bool UseCgroups { get; init; } = true;

    /// <summary>Runs after which a slot is replaced by a fresh one.</summary>
    [Range(1, int.MaxValue)]
    public int RunsPerSlot { get; init; } = 20_000;

    /// <summary>Time beyond a run's wall clock after which the slot itself counts as hung and is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);
}
