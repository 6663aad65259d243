using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>What is measured on held-out prompts, without hints unless said otherwise.</summary>
public sealed record EvaluationRecipe
{
    /// <summary>Path of held-out prompts, relative to the recipe; null = the environment's own, or none.</summary>
    [RecipePath]
    public string? Prompts { get; init; }

    /// <summary>The words around a held-out prompt of <see cref="Prompts"/>, in which {prompt} stands once; null = those of the training prompts.</summary>
    public string? PromptTemplate { get; init; }

    /// <summary>n: completions per problem.</summary>
    [Range(1, 4096)]
    public int SamplesPerProblem { get; init; } = 16;

    /// <summary>While the run goes on, every N-th version is measured, without hints; 0 = only the first and the last version are.</summary>
    [Range(0, 1_000_000)]
    public int EveryVersions { get; init; }
}
