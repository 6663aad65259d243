using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>The answer to a claim on a hint that is to be made.</summary>
/// <param name="Claimed">True: the caller makes it.</param>
/// <param name="Row">The hint as stored.</param>
public sealed record MadeHintClaim(bool Claimed, MadeHintRow Row)
{
    /// <summary>It is there, usable or not: nobody makes it again.</summary>
    public bool IsMade => Row.MadeAt is not null;
}
