using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>One arm as experiment.json keeps it.</summary>
internal sealed record FrozenArm
{
    /// <summary>Unique in the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>Another arm whose number of sampled rollouts this one is given; null = its own step.steps.</summary>
    public string? MatchRolloutsOf { get; init; }

    /// <summary>Its settings; the seed is the run's.</summary>
    public required RunRecipe Recipe { get; init; }
}
