using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>What one step takes, and when the run ends.</summary>
public sealed record StepRecipe
{
    /// <summary>The run ends after this many steps, or earlier when the data set is exhausted.</summary>
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 100;

    /// <summary>B: lineages of one step.</summary>
    [Range(1, 1_000_000)]
    public int RootGroupsPerStep { get; init; } = 32;

    /// <summary>U: optimizer updates of one step; each takes 1/U of the step's groups.</summary>
    [Range(1, 1000)]
    public int UpdatesPerStep { get; init; } = 2;

    /// <summary>S: how many versions behind the learner a consumed row may be; 0 = strictly on-policy.</summary>
    [Range(0, 1000)]
    public int MaxStaleness { get; init; }

    /// <summary>What happens to uniform lineages.</summary>
    public DynamicSampling DynamicSampling { get; init; } = DynamicSampling.Off;

    /// <summary>M: under fill, a step closes short after M·B final lineages.</summary>
    [Range(1, 100)]
    public int MaxFillFactor { get; init; } = 3;

    /// <summary>
    /// Checkpoint folders kept, the newest; 0 = all. Version 0, the best measured one and whatever an open group may still be sampled at stay
    /// in any case. Rows of removed versions stay: what trained on what is never forgotten. Unless it is 0, only the newest has optimizer state.
    /// </summary>
    [Range(0, 1_000_000)]
    public int KeepCheckpoints { get; init; } = 3;
}
