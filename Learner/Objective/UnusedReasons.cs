namespace Guide.Learner.Objective;

/// <summary>Why a rollout of a consumed lineage did not train.</summary>
public static class UnusedReasons
{
    /// <summary>It has no verdict with a reward.</summary>
    public const string Unjudged = "unjudged";

    /// <summary>It reached its budget and <c>truncated: mask</c> is set.</summary>
    public const string Truncated = "truncated";

    /// <summary>replace: the guided child trains in its place.</summary>
    public const string Replaced = "replaced";

    /// <summary>An unguided failure whose place a guided success took.</summary>
    public const string Exchanged = "exchanged";

    /// <summary>A guided success beyond the number that is exchanged, or an unguided success that the composition has no place for.</summary>
    public const string Surplus = "surplus";

    /// <summary>A guided failure that the composition does not take.</summary>
    public const string GuidedFailure = "guided-failure";
}
