namespace Guide.Learner.Objective;

/// <summary>What a forward of a row at θ before the first update said, under its training context. Each part exists where an option needs it.</summary>
internal sealed record PreparedRow
{
    /// <summary>[T] log π_old.</summary>
    public float[]? LogProbs { get; init; }

    /// <summary>[T] log-probs under the reference policy.</summary>
    public float[]? ReferenceLogProbs { get; init; }

    /// <summary>[T] V of the state that each token was chosen in.</summary>
    public float[]? Values { get; init; }
}
