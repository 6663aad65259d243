namespace Guide.CodeSandbox.Judging;

/// <summary>One case that ran inside a <see cref="CaseSession"/>.</summary>
internal sealed record CaseResult
{
    /// <summary>Why it failed before its output counts; empty = it ended well.</summary>
    public required string Reason { get; init; }

    /// <summary>Standard output.</summary>
    public required byte[] Output { get; init; }

    /// <summary>From the input to the answer.</summary>
    public TimeSpan Wall { get; init; }

    /// <summary>Peak of its largest process, bytes.</summary>
    public long MemoryBytes { get; init; }
}
