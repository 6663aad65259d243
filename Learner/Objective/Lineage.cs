namespace Guide.Learner.Objective;

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

    /// <summary>Token ids that the guided rollouts were sampled under: prompt and hint, generation prompt included; null without a child.</summary>
    public int[]? GuidedContext { get; init; }

    /// <summary>The root's rollouts by slot.</summary>
    public required IReadOnlyList<TrainingRollout> Unguided { get; init; }

    /// <summary>The guided child's rollouts by slot; empty = the root had no child.</summary>
    public IReadOnlyList<TrainingRollout> Guided { get; init; } = [];

    /// <summary>The version of its oldest rollout, used or not.</summary>
    public int OldestVersion => Unguided.Concat(Guided).Min(rollout => rollout.PolicyVersion);
}
