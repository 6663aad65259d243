namespace Guide.Storage;

/// <summary>What hints have cost.</summary>
/// <param name="Calls">Requests sent.</param>
/// <param name="Tokens">Tokens asked and answered, as the servers count them.</param>
public sealed record HintSpending(long Calls, long Tokens)
{
    /// <summary>Whether a bound is reached; 0 = there is none.</summary>
    public bool Reaches(int maxCalls, int maxTokens) => (maxCalls > 0 && Calls >= maxCalls) || (maxTokens > 0 && Tokens >= maxTokens);
}
