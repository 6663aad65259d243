using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>
/// What defines a run: one arm with one seed. Frozen as JSON with its hash in the runs table when the run is created, and read from
/// there only. How a process runs (workers, prefetch, addresses) is not here but in each stage's options.
/// </summary>
public sealed record RunRecipe
{
    /// <summary>The experiment's name: lower-case letters, digits and hyphens.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9-]{0,40}$")]
    public string Name { get; init; } = "";

    /// <summary>Seeds data order, sampling and initial weights.</summary>
    public int Seed { get; init; }

    /// <summary>Each group sampled in a batch of its own, generators keyed by (seed, group, slot), fixed threads: the same bytes on CPU at staleness 0.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Where prompts come from.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>The initial policy.</summary>
    public PolicyRecipe Policy { get; init; } = new();

    /// <summary>How rollouts are sampled.</summary>
    public SamplingRecipe Sampling { get; init; } = new();

    /// <summary>When and how prompts are hinted.</summary>
    public GuidanceRecipe Guidance { get; init; } = new();

    /// <summary>How rollouts are judged.</summary>
    public VerificationRecipe Verification { get; init; } = new();

    /// <summary>What a step takes and when the run ends.</summary>
    public StepRecipe Step { get; init; } = new();

    /// <summary>Advantages and losses.</summary>
    public ObjectiveRecipe Objective { get; init; } = new();

    /// <summary>AdamW and its schedule.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>What is measured on held-out prompts.</summary>
    public EvaluationRecipe Evaluation { get; init; } = new();
}
