using System.ComponentModel.DataAnnotations;

namespace Guide.Contracts.Recipes;

/// <summary>How rollouts are judged.</summary>
public sealed record VerificationRecipe
{
    /// <summary>Attempts per slot before a rollout without a reward is left unjudged.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; init; } = 3;

    /// <summary>True: exactly one \boxed{} and at most three blanks behind it, else FormatError (the paper's gate).</summary>
    public bool StrictFormat { get; init; }

    /// <summary>Tests only: the name of a scripted reward that replaces the verifiers; null = none.</summary>
    public string? ScriptedReward { get; init; }
}
