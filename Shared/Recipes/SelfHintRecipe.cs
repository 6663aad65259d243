using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>How the policy is asked to say the reference solution as guidance, and what that may cost.</summary>
public sealed record SelfHintRecipe
{
    /// <summary>What the policy continues: {solution} at least once, {prompt} and {wanted} (how much the level may say) as wanted. The chat template goes around it. A change of it makes new hints.</summary>
    public string Template { get; init; } =
        "Problem:\n{prompt}\n\nA solution:\n{solution}\n\nSay this solution as guidance for somebody who has to solve the problem alone. {wanted} Say no result. Guidance:";

    /// <summary>Hints of one level for one prompt, tried one after the other.</summary>
    [Range(1, 16)]
    public int Candidates { get; init; } = 4;

    /// <summary>Sampling temperature.</summary>
    [Range(0.0, 2.0)]
    public double Temperature { get; init; } = 0.7;

    /// <summary>Budget of one hint.</summary>
    [Range(1, 100_000)]
    public int MaxTokens { get; init; } = 200;

    /// <summary>Hints that a run may sample, those of a teacher counted in; 0 = no bound.</summary>
    [Range(0, 1_000_000_000)]
    public int MaxCalls { get; init; }

    /// <summary>How long a verified group waits for its hint before it is completed without one.</summary>
    [Range(0.0, 100_000.0)]
    public double WaitMinutes { get; init; } = 10;
}
