using Guide.DataSets;
using Guide.Storage.Entities;

namespace Guide.Cli.Evaluation;

/// <summary>What <c>guide eval --run</c> measures.</summary>
internal sealed record RunEvaluationRequest
{
    /// <summary>The run.</summary>
    public required RunRow Run { get; init; }

    /// <summary>The version; null = the newest.</summary>
    public int? Version { get; init; }

    /// <summary>The data sets by name; empty = the run's own held-out prompts.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<PromptRecord> Prompts)> Sets { get; init; } = [];

    /// <summary>Also with hints.</summary>
    public bool Guided { get; init; }

    /// <summary>n; null = the recipe's.</summary>
    public int? Samples { get; init; }

    /// <summary>How it samples; what is null is the recipe's.</summary>
    public GroupSettings Settings { get; init; } = new();
}
