using Guide.Cli.Evaluation;
using Guide.Cli.Reporting;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

/// <summary>Results of runs, ten problems in one tier.</summary>
internal static class Results
{
    internal static RunResult Guided(int seed, int correct) => Run("guide-grpo", seed, correct, guided: true);

    internal static RunResult Plain(int seed, int correct) => Run("grpo", seed, correct, guided: false) with { AtEqualUpdates = (100, Evaluation(0)) };

    internal static RunResult Run(string arm, int seed, int correct, bool guided) => new()
    {
        RunId = $"q-{arm}-s{seed}",
        Arm = arm,
        Seed = seed,
        Recipe = new RunRecipe { Name = "q", Guidance = new GuidanceRecipe { Enabled = guided } },
        Ended = true,
        Updates = 120,
        Rollouts = 40_000,
        GuidedRollouts = guided ? 10_000 : 0,
        WallSeconds = 60,
        Ends = new Dictionary<string, int> { ["consumed"] = 3840 },
        Steps = [.. Enumerable.Range(1, 8).Select(v => new StepPoint(v, guided ? GuidedMetrics(v) : PlainMetrics(v)))],
        TierSuccess = [.. Enumerable.Range(1, 8).Select(v => new TierSuccess(v, "hard", 4, 32, v))],
        Initial = Evaluation(0),
        Final = Evaluation(correct),
        FinalGuided = Evaluation(16) with { Guided = true },
    };

    internal static Dictionary<string, double> PlainMetrics(int version) => new() { ["unguided/reward_mean"] = version / 10.0, ["lineages_all_wrong"] = 0.5 };

    internal static Dictionary<string, double> GuidedMetrics(int version) => new(PlainMetrics(version))
    {
        ["guided/success"] = 0.6, ["guided/groups_all_correct"] = version <= 4 ? 0.1 : 0.6,
        ["guided/ln_ratio_max"] = 3, ["guided/ln_ratio_q99"] = 1, ["guided/ln_ratio_q90"] = 0, ["guided/ln_ratio_q50"] = -0.1, ["guided/ln_ratio_q10"] = -2, ["guided/ln_ratio_q01"] = -5,
    };

    internal static EvaluationResult Evaluation(int correct) => Evaluation([.. Enumerable.Repeat(correct, 10)]);

    internal static EvaluationResult Evaluation(IReadOnlyList<int> correct) => new()
    {
        Checkpoint = "c",
        CheckpointSha256 = $"{correct[0]}",
        Guided = false,
        SamplesPerProblem = 16,
        Unusable = 0,
        Truncated = 0,
        Problems = [.. correct.Select((successes, i) => new ProblemSamples($"p{i}", "hard", 16, successes))],
    };
}
