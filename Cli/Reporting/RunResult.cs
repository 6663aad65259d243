using Guide.Cli.Evaluation;
using Guide.Cli.Hints;
using Guide.Cli.Running;
using Guide.Recipes;

namespace Guide.Cli.Reporting;

/// <summary>What is known of one run.</summary>
internal sealed record RunResult
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Its arm.</summary>
    public required string Arm { get; init; }

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Its frozen recipe.</summary>
    public required RunRecipe Recipe { get; init; }

    /// <summary>True: it has ended.</summary>
    public required bool Ended { get; init; }

    /// <summary>Policy versions made.</summary>
    public required int Updates { get; init; }

    /// <summary>Rollouts sampled for training, guided ones included.</summary>
    public required long Rollouts { get; init; }

    /// <summary>Of those, guided.</summary>
    public required long GuidedRollouts { get; init; }

    /// <summary>The hints that the training prompts come with; null = guidance is off.</summary>
    public HintCounts? Hints { get; init; }

    /// <summary>The hints that the run looked at, by source and level, with what they gained; empty = none.</summary>
    public IReadOnlyList<HintKinds> HintKinds { get; init; } = [];

    /// <summary>How long it was worked on, without the time between interruption and resume; distributed: from its creation to its end or now.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Lineages by how they ended: "consumed", or the reason of the discard.</summary>
    public required IReadOnlyDictionary<string, int> Ends { get; init; }

    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<StepPoint> Steps { get; init; }

    /// <summary>Training success by tier and step.</summary>
    public required IReadOnlyList<TierSuccess> TierSuccess { get; init; }

    /// <summary>The initial policy without hints; null = not measured.</summary>
    public EvaluationResult? Initial { get; init; }

    /// <summary>The initial policy with hints.</summary>
    public EvaluationResult? InitialGuided { get; init; }

    /// <summary>The last version without hints.</summary>
    public EvaluationResult? Final { get; init; }

    /// <summary>The last version with hints.</summary>
    public EvaluationResult? FinalGuided { get; init; }

    /// <summary>The version at which the arm whose rollouts this one matches had ended, and its evaluation without hints.</summary>
    public (int Version, EvaluationResult Result)? AtEqualUpdates { get; init; }

    /// <summary>Versions that were measured without hints while the run went on, in order; empty unless evaluation.every_versions asks for them.</summary>
    public IReadOnlyList<(int Version, EvaluationResult Result)> Between { get; init; } = [];

    /// <summary>Versions that evaluation.every_versions asks for and that have not been measured: not yet, or their checkpoint is gone.</summary>
    public int NotMeasured { get; init; }

    /// <summary>A group of each kind of outcome.</summary>
    public IReadOnlyList<ExampleGroup> Examples { get; init; } = [];

    /// <summary>k of pass@k that are shown: 1, 8, 16 as far as there are samples.</summary>
    public IReadOnlyList<int> Ks => [.. new[] { 1, 8, 16 }.Where(k => k <= Recipe.Evaluation.SamplesPerProblem)];

    /// <summary>Where the change of pass@1 came from, by tier; empty = not measured.</summary>
    public IReadOnlyDictionary<string, TierGain> Gains()
    {
        if (Initial is null || Final is null)
        {
            return new Dictionary<string, TierGain>();
        }

        var k = Ks[^1];
        var before = Initial.Problems.ToDictionary(p => p.PromptId);
        return Final.Problems.Where(p => before.TryGetValue(p.PromptId, out var b) && b.Samples >= k).GroupBy(p => p.Tier).ToDictionary(
            tier => tier.Key,
            tier => TierGain.Of([.. tier.Select(p => (before[p.PromptId], p))], k));
    }
}
