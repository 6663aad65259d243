namespace Guide.Storage;

/// <summary>How a claim ended.</summary>
public enum ClaimOutcome
{
    /// <summary>The caller holds the group and does the work.</summary>
    Claimed,

    /// <summary>Another handling holds it: its message, or reconciliation, will bring it on.</summary>
    HeldByAnother,

    /// <summary>The group is in another state than this stage works on: see the row.</summary>
    InOtherState,

    /// <summary>The database has no such group.</summary>
    Unknown,
}
