using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>Corrections of unguided rows whose sampler was not the policy that a step starts from (docs/algorithm.md, "Off-policy rows").</summary>
public sealed record OffPolicyRecipe
{
    /// <summary>How the ratio is split.</summary>
    public OffPolicyCorrection Correction { get; init; } = OffPolicyCorrection.None;

    /// <summary>C: the largest weight of truncated importance sampling.</summary>
    [Range(1.0, 1e6)]
    public double Cap { get; init; } = 2;

    /// <summary>Tokens with π_old/μ below it do not train; 0 = none is too low.</summary>
    [Range(0.0, 1.0)]
    public double TokensBelow { get; init; }

    /// <summary>Tokens with π_old/μ above it do not train; 0 = none is too high.</summary>
    [Range(0.0, 1e6)]
    public double TokensAbove { get; init; }

    /// <summary>Rows whose geometric mean of π_old/μ is below it do not train; 0 = none is too low.</summary>
    [Range(0.0, 1.0)]
    public double SequencesBelow { get; init; }

    /// <summary>Rows whose geometric mean of π_old/μ is above it do not train; 0 = none is too high.</summary>
    [Range(0.0, 1e6)]
    public double SequencesAbove { get; init; }

    /// <summary>Whether single tokens may be masked.</summary>
    public bool RejectsTokens() => TokensBelow > 0 || TokensAbove > 0;

    /// <summary>Whether whole rows may be masked.</summary>
    public bool RejectsSequences() => SequencesBelow > 0 || SequencesAbove > 0;
}
