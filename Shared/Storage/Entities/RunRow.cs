namespace Guide.Storage.Entities;

/// <summary>A run: one arm with one seed. Its recipe is frozen when it is created and read from here only.</summary>
public sealed class RunRow
{
    /// <summary>Lower-case letters, digits and hyphens; part of queue names.</summary>
    public required string RunId { get; init; }

    /// <summary>The experiment's name.</summary>
    public required string Name { get; init; }

    /// <summary>The arm of a comparison, for example "guide-grpo"; equal to <see cref="Name"/> when there is one arm.</summary>
    public required string Arm { get; init; }

    /// <summary>The run's seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The frozen recipe (RecipeJson.Freeze).</summary>
    public required string Recipe { get; init; }

    /// <summary>SHA-256 of <see cref="Recipe"/>, lower-case hexadecimal.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>Folder (or store address) that checkpoint addresses are relative to; a stage's own option overrides it.</summary>
    public required string CheckpointStore { get; init; }

    /// <summary>N: training prompts, at positions 0..N−1 of the set "train".</summary>
    public required int TrainPrompts { get; init; }

    /// <summary>The draw ordinal that the next admitted root takes; also the number of roots admitted so far.</summary>
    public long NextOrdinal { get; init; }

    /// <summary>Where the run stands.</summary>
    public RunState State { get; init; }

    /// <summary>Creation, database clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>End of the training, database clock; null while running.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
