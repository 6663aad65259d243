namespace Guide.Recipes;

/// <summary>How unguided rows are corrected for having been sampled by another policy than π_old, the weights a step starts from.</summary>
public enum OffPolicyCorrection
{
    /// <summary>ρ = π/μ itself is clipped.</summary>
    None,

    /// <summary>ρ = π/π_old is clipped, weighted by min(π_old/μ, cap).</summary>
    Truncated,

    /// <summary>ρ = π/π_old is clipped, weighted by π_old/μ: decoupled PPO with π_old as its proximal policy (arXiv 2505.24298).</summary>
    Decoupled,
}
