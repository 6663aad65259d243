namespace Guide.PolicyModel.Sampling;

/// <summary>The distribution completions are drawn from, and when they end.</summary>
public sealed record SamplingSettings
{
    /// <summary>Logits are divided by it; 0 = greedy (evaluation only; behaviour log-probs are then those at temperature 1).</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Completion budget in tokens.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Nucleus mass; 1 = off. Filters are for evaluation only.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Most likely tokens kept; 0 = off.</summary>
    public int TopK { get; init; }

    /// <summary>Tokens below this share of the most likely one's probability are cut; 0 = off.</summary>
    public double MinP { get; init; }

    /// <summary>Ids that end a completion; the id itself is the completion's last token.</summary>
    public required IReadOnlyList<int> StopIds { get; init; }

    /// <summary>Texts that end a completion.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];
}
