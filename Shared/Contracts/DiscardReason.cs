namespace Guide.Contracts;

/// <summary>Why a lineage ended without being consumed, or rows of a consumed one stayed unused. Stored as its number: never renumber.</summary>
public enum DiscardReason
{
    /// <summary>Not discarded.</summary>
    None = 0,

    /// <summary>The prompt with its completion budget does not fit the context.</summary>
    PromptTooLong = 1,

    /// <summary>All rewards equal under dynamic sampling 'fill'.</summary>
    Uniform = 2,

    /// <summary>Fewer than two rows take part (judged, and not masked for being truncated).</summary>
    Unjudged = 3,

    /// <summary>Older than the allowed staleness when a step looked at it.</summary>
    Stale = 4,

    /// <summary>The guided child failed everywhere under 'fill'.</summary>
    GuidedAllWrong = 5,

    /// <summary>The guided child succeeded everywhere under 'fill', leaving no baseline.</summary>
    GuidedAllCorrect = 6,

    /// <summary>Re-sent as often as allowed without an answer.</summary>
    Lost = 7,

    /// <summary>A message of it ended in an error queue.</summary>
    Poison = 8,

    /// <summary>The policy produced a non-finite log-probability for it.</summary>
    NonFinite = 9,

    /// <summary>The run ended first.</summary>
    RunEnded = 10,
}
