namespace Guide.Contracts;

/// <summary>Why a completion ended. Stored as its number: never renumber.</summary>
public enum FinishReason
{
    /// <summary>A stop token or stop string; a stop token is the last of the completion's ids.</summary>
    Stop = 0,

    /// <summary>The token budget: truncated, no stop token.</summary>
    Length = 1,
}
