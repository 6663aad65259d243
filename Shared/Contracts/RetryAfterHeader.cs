using System.Net.Http.Headers;

namespace Guide.Contracts;

/// <summary>What a server says about when it wants to be asked again.</summary>
public static class RetryAfterHeader
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait, at most ten minutes; null = it does not say, or a time that is over.</summary>
    /// <param name="header">The answer's header.</param>
    /// <param name="time">The clock that a date is held against.</param>
    public static TimeSpan? Wait(RetryConditionHeaderValue? header, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait is { } given && given >= TimeSpan.Zero ? (given < Longest ? given : Longest) : null;
    }
}
