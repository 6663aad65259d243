namespace Guide.Cli.Running;

/// <summary>What <c>guide run</c> was asked for.</summary>
internal sealed record RunRequest
{
    /// <summary>A recipe's path and key=value words.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Seeds of every arm; null = one, or as the experiment was started.</summary>
    public int? Seeds { get; init; }

    /// <summary>The run folder; null = a new one below runs/.</summary>
    public string? Folder { get; init; }

    /// <summary>The broker of a distributed run; null = embedded.</summary>
    public string? Broker { get; init; }

    /// <summary>The database of a distributed run; null = embedded.</summary>
    public string? Database { get; init; }

    /// <summary>The run's id, or the beginning of ids; null = from the folder's name.</summary>
    public string? RunId { get; init; }

    /// <summary>Seeds side by side; null = as many as there are cores.</summary>
    public int? Parallel { get; init; }

    /// <summary>Options of the stages in this process, Section:Key → value.</summary>
    public IReadOnlyDictionary<string, string?> StageOptions { get; init; } = new Dictionary<string, string?>();

    /// <summary>How long database and broker of a distributed run may be away.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Distributed: the queues are removed at the end.</summary>
    public bool Clean { get; init; }

    /// <summary>A run that is resumed goes on from this version; null = from its newest.</summary>
    public int? FromVersion { get; init; }
}
