namespace Guide.PolicyModel.Sampling;

/// <summary>One group to sample: all completions share the context and the policy version.</summary>
public sealed record GroupRequest
{
    /// <summary>The group, for messages.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Keys the random generator with the seed and the slot.</summary>
    public required Guid DrawKey { get; init; }

    /// <summary>The run's seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Token ids of prompt (+ hint when guided), generation prompt included.</summary>
    public required int[] SamplingContext { get; init; }

    /// <summary>G: completions wanted.</summary>
    public required int Count { get; init; }

    /// <summary>The distribution.</summary>
    public required SamplingSettings Settings { get; init; }
}
