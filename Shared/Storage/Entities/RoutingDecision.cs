namespace Guide.Storage.Entities;

/// <summary>What HintConsumer decided about a verified group, and why. Unique per root. Stored as its number: never renumber.</summary>
public enum RoutingDecision
{
    /// <summary>A guided child was made.</summary>
    Guided = 0,

    /// <summary>Completed: the recipe does not guide.</summary>
    GuidanceOff = 1,

    /// <summary>Completed: evaluation and replay are never hinted.</summary>
    NotTraining = 2,

    /// <summary>Completed: the group is itself the guided child.</summary>
    AlreadyGuided = 3,

    /// <summary>Completed: a slot has no reward, so nobody knows whether all were wrong.</summary>
    Unjudged = 4,

    /// <summary>Completed: more than ⌊τ·G⌋ of the rollouts that take part are correct.</summary>
    EnoughCorrect = 5,

    /// <summary>Completed: the prompt has no hint.</summary>
    NoHint = 6,

    /// <summary>Completed: the hint contains the answer.</summary>
    HintLeaks = 7,

    /// <summary>Completed: no guided success could enter the group that trains; too few failures take part, or successes fill its half.</summary>
    NoPlace = 8,

    /// <summary>Completed: every usable hint of the prompt was retired.</summary>
    HintsRetired = 9,

    /// <summary>Completed: the teacher gave no hint within the stated wait, or the budget for it is spent.</summary>
    NoTeacher = 10,
}
