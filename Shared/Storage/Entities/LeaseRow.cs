namespace Guide.Storage.Entities;

/// <summary>Who is the one active Producer or Learner of a run.</summary>
public sealed class LeaseRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>"producer" or "learner".</summary>
    public required string Name { get; init; }

    /// <summary>The holder.</summary>
    public required string Owner { get; init; }

    /// <summary>Rises whenever the holder changes; fences a holder that only believes it holds the lease.</summary>
    public required long Epoch { get; init; }

    /// <summary>End of the lease, database clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
