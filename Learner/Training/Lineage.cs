namespace Guide.Learner.Training;

/// <summary>A completed lineage: a root group and, if guidance was needed, its guided child. Consumed or discarded whole.</summary>
public sealed record Lineage
{
    /// <summary>The root group.</summary>
    public required Guid RootId { get; init; }

    /// <summary>Its draw ordinal; steps take lineages in this order.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The prompt's id in its data set.</summary>
    public required string PromptId { get; init; }

    /// <summary>Token ids of the prompt alone, generation prompt included: the context every row trains under, guided ones too.</summary>
    public required int[] TrainingContext { get; init; }

    /// <summary>The root's rollouts by slot.</summary>
    public required IReadOnlyList<TrainingRollout> Unguided { get; init; }

    /// <summary>The guided child's rollouts by slot; empty = the root had no child.</summary>
    public IReadOnlyList<TrainingRollout> Guided { get; init; } = [];
}
