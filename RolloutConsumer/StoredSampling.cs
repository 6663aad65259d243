namespace Guide.RolloutConsumer;

/// <summary>Sampling settings of an evaluation group, as groups.sampling_settings holds them; what is null is the recipe's.</summary>
internal sealed record StoredSampling
{
    public double? Temperature { get; init; }

    public int? MaxTokens { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? MinP { get; init; }
}
