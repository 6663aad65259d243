namespace Guide.Contracts;

/// <summary>How much a hint says, weakest first. Stored as its number: never renumber.</summary>
public enum HintLevel
{
    /// <summary>What to think of.</summary>
    Nudge = 1,

    /// <summary>The plan, without a step of it; what a data set's own hint counts as.</summary>
    Plan = 2,

    /// <summary>The first step.</summary>
    FirstStep = 3,

    /// <summary>Half of a solution.</summary>
    Half = 4,
}
