using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>The answer to a claim.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Group">The group as stored; null when unknown.</param>
/// <param name="Holder">The name the claim is held under; null unless claimed. Hand it back to GroupClaims.Forget.</param>
public sealed record ClaimAttempt(ClaimOutcome Outcome, GroupRow? Group, string? Holder);
