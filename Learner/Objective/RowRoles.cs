namespace Guide.Learner.Objective;

/// <summary>The words that <c>step_rollouts.role</c> holds.</summary>
public static class RowRoles
{
    /// <summary>The stored word of a part.</summary>
    public static string Word(this RowRole role) => role switch
    {
        RowRole.Unguided => "unguided",
        RowRole.Guided => "guided",
        RowRole.Unused => "unused",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "no part of a rollout"),
    };
}
