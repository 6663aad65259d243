using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>When a prompt is sampled again with a hint, and how its rollouts enter the group that trains (docs/algorithm.md).</summary>
public sealed record GuidanceRecipe
{
    /// <summary>False: plain GRPO.</summary>
    public bool Enabled { get; init; }

    /// <summary>τ: a group is hinted iff Correct ≤ ⌊τ·G⌋; 0 = all wrong.</summary>
    [Range(0.0, 1.0)]
    public double SuccessThreshold { get; init; }

    /// <summary>How guided rollouts are mixed with unguided ones.</summary>
    public Composition Composition { get; init; } = Composition.Balanced;

    /// <summary>What guided importance ratios divide by.</summary>
    public GuidedBehavior Behavior { get; init; } = GuidedBehavior.Sampling;

    /// <summary>Shaping of guided importance ratios.</summary>
    public Shaping Shaping { get; init; } = Shaping.Percentile;

    /// <summary>
    /// p of percentile shaping (nearest rank). Tokens at ρ = γ weigh most: a small p puts γ at the few tokens that the hint decides, 0.9 (the paper's)
    /// mostly at 1.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Percentile { get; init; } = 0.02;

    /// <summary>The least γ of percentile shaping.</summary>
    [Range(1e-8, 1e8)]
    public double GammaFloor { get; init; } = 1e-4;

    /// <summary>c of constant and power shaping.</summary>
    [Range(1e-6, 1e6)]
    public double Constant { get; init; } = 0.1;

    /// <summary>c: the largest weight of a guided token.</summary>
    [Range(1e-6, 1e6)]
    public double Cap { get; init; } = 1;

    /// <summary>Over which guided tokens the percentile is taken.</summary>
    public ShapingScope Scope { get; init; } = ShapingScope.Batch;

    /// <summary>
    /// How a hint joins its prompt; must contain {hint} and {prompt} once each. Without a chat template it ends in {prompt}: a guided completion
    /// is trained behind the prompt alone, so that both must end alike.
    /// </summary>
    [RegularExpression(@"^(?s)(?=.*\{hint\})(?=.*\{prompt\}).*$")]
    public string Template { get; init; } = "Hint: {hint}\n\n{prompt}";

    /// <summary>Where hints come from, in the order of trying, with commas between them: data (the data set's own), solution (the first steps of a worked one), teacher (a model is asked), self (the policy says a worked solution in its own words).</summary>
    public string Sources { get; init; } = "data";

    /// <summary>How much a made hint may say, with commas between them: nudge, plan, first_step, half. A data set's own hint counts as plan.</summary>
    public string Levels { get; init; } = "nudge,plan,first_step,half";

    /// <summary>Which of the levels a prompt gets.</summary>
    public HintStrength Strength { get; init; } = HintStrength.WeakestThatWorks;

    /// <summary>The largest share of a worked solution that a hint may say: of its word sequences, and of the values that the problem does not give. 1 = all.</summary>
    [Range(0.0, 1.0)]
    public double LargestShare { get; init; } = 0.8;

    /// <summary>Guided groups of a hint without any gain before it is retired; 0 = never; null = 3 with sources beside data, else never.</summary>
    [Range(0, 1_000_000)]
    public int? RetireAfter { get; init; }

    /// <summary>The model that is asked for hints.</summary>
    public TeacherRecipe Teacher { get; init; } = new();

    /// <summary>How the policy makes hints of reference solutions.</summary>
    public SelfHintRecipe Self { get; init; } = new();
}
