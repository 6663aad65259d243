using Guide.Storage.Entities;

namespace Guide.Storage.Background;

/// <summary>One evaluation: a version of a run on a set of prompts. What is asked for twice is done once.</summary>
/// <param name="Version">Exactly this version samples.</param>
/// <param name="PromptSet">The set in the run's prompts.</param>
/// <param name="Guided">True: each prompt with its hint of the data set's, and only those whose hint passes the gate.</param>
/// <param name="Samples">n: completions of each problem.</param>
public sealed record EvaluationTarget(int Version, string PromptSet, bool Guided, int Samples)
{
    /// <summary>How it samples; what is null is the recipe's.</summary>
    public GroupSettings Settings { get; init; } = new();
}
