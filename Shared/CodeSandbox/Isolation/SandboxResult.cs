using System.Text;

namespace Guide.CodeSandbox.Isolation;

/// <summary>What happened in a run, as seen from outside: the candidate cannot write any of it but the output texts.</summary>
public sealed record SandboxResult
{
    /// <summary>How it ended.</summary>
    public required RunEnd End { get; init; }

    /// <summary>Exit code or signal.</summary>
    public required int Code { get; init; }

    /// <summary>Limits that it reached.</summary>
    public required StopReasons Reasons { get; init; }

    /// <summary>From start to the end of the main process.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>Processor time of all processes of the run; without cgroups of those that were waited for.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>Highest memory, bytes: of the whole run with cgroups (v2 before Linux 6.12: where it is not the highest of its slot so far, as sampled), else of its largest process.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Processes that the kernel killed for memory; an exit code can be 0 all the same.</summary>
    public required long OomKills { get; init; }

    /// <summary>Standard output, up to the limit.</summary>
    public required byte[] Output { get; init; }

    /// <summary>Standard error, up to the limit.</summary>
    public required byte[] Error { get; init; }

    /// <summary>The files asked for, null where there is none (or it is no regular file, or too large).</summary>
    public required IReadOnlyDictionary<string, byte[]?> Files { get; init; }

    /// <summary>Of the files asked for, those that exist and are too large to hand back.</summary>
    public IReadOnlyCollection<string> Oversized { get; init; } = [];

    /// <summary>Why the sandbox failed; null unless <see cref="RunEnd.Fault"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>True: ended by itself with exit code 0 inside all limits.</summary>
    public bool Succeeded => End == RunEnd.Exited && Code == 0 && (Reasons & ~StopReasons.Processes) == StopReasons.None;

    /// <summary>The limit that ended it, in a word: wall, cpu, memory, output; null = none.</summary>
    public string? Limit =>
        Reasons.HasFlag(StopReasons.Wall) ? "wall"
        : Reasons.HasFlag(StopReasons.Output) ? "output"
        : Reasons.HasFlag(StopReasons.Memory) ? "memory"
        : Reasons.HasFlag(StopReasons.Cpu) || (End == RunEnd.Signaled && Code == 24) ? "cpu"
        : End == RunEnd.Signaled && Code == 25 ? "file size"
        : Reasons.HasFlag(StopReasons.Processes) && !(End == RunEnd.Exited && Code == 0) ? "processes"
        : null;

    /// <summary>Exit code in the manner of a shell's caller: negative for a signal.</summary>
    public int ReturnCode => End == RunEnd.Signaled ? -Code : Code;

    /// <summary>Standard output as text; broken UTF-8 becomes U+FFFD.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>Standard error as text.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error);
}
