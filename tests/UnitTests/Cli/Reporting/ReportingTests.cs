using System.Text.Json;

using Guide.Cli.Evaluation;
using Guide.Cli.Reporting;
using Guide.Cli.Running;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

/// <summary>What is reported of a run: summary, table, findings and page.</summary>
public sealed class ReportingTests
{
    private static readonly FrozenExperiment Experiment = new()
    {
        Name = "quick<start>", RunIdPrefix = "q", BaseFolder = "/", CreatedAt = default, Seeds = [0], Arms = [],
    };

    [Fact]
    public void The_summary_has_the_documented_shape()
    {
        var json = JsonDocument.Parse(SummaryJson.Of([Guided(0, 14), Plain(0, 0)])).RootElement;

        var arms = json.GetProperty("arms").EnumerateArray().ToList();
        Assert.Equal(["name", "seed", "updates", "rollouts", "wall_seconds", "tiers"], arms[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(("guide-grpo", 0, 120, 40_000L), (arms[0].GetProperty("name").GetString(), arms[0].GetProperty("seed").GetInt32(), arms[0].GetProperty("updates").GetInt32(), arms[0].GetProperty("rollouts").GetInt64()));
        Assert.Equal(14 / 16.0, arms[0].GetProperty("tiers").GetProperty("hard").GetProperty("pass@1").GetDouble(), 5);
        Assert.Equal(1, arms[0].GetProperty("tiers").GetProperty("hard").GetProperty("pass@16").GetDouble());
        Assert.Equal(0, arms[1].GetProperty("tiers").GetProperty("hard").GetProperty("pass@8").GetDouble());
        Assert.Equal(["arms"], json.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_tier_that_the_baseline_never_reached_was_opened_and_the_gap_is_the_measured_one()
    {
        var findings = Findings.Of([Guided(0, 14), Plain(0, 0), Guided(1, 12), Plain(1, 0)]);

        Assert.Contains(findings, f => f.StartsWith("hard: without hints, guide-grpo reaches pass@1 0.813 and grpo 0.000", StringComparison.Ordinal) && f.Contains("above in 2 of 2 seed(s)", StringComparison.Ordinal) && f.Contains("at equal updates the gap is +0.813", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("guidance opened a tier that grpo did not reach", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.Contains("acceleration here, not a new reach", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tier_that_the_baseline_reaches_too_is_an_acceleration_and_said_to_be_one()
    {
        var findings = Findings.Of([Guided(0, 14), Plain(0, 8)]);

        Assert.Contains(findings, f => f.Contains("guidance is an acceleration here, not a new reach", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.Contains("guidance opened", StringComparison.Ordinal));
    }

    [Fact]
    public void A_guided_arm_that_is_worse_is_reported_as_worse()
    {
        var findings = Findings.Of([Guided(0, 1), Plain(0, 8)]);

        Assert.Contains(findings, f => f.Contains("a gap of −0.438, guide-grpo above in 0 of 1 seed(s)", StringComparison.Ordinal));
    }

    [Fact]
    public void Findings_name_the_largest_ratio_the_composition_and_the_parts_of_the_change()
    {
        var findings = Findings.Of([Guided(0, 14)]);

        Assert.Contains(findings, f => f.Contains("the largest was 20.1", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("10 % of the guided groups in the first quarter of the steps, 60 % in the last", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("guide-grpo, hard: of the change +0.875 in pass@1, self-distillation is 0.000", StringComparison.Ordinal) && f.Contains("capability gain 0.875", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_shows_intervals_for_one_seed_and_deviations_for_several()
    {
        var one = ResultTable.Of([Guided(0, 14)]).ToText();
        var two = ResultTable.Of([Guided(0, 14), Guided(1, 10)]).ToText();

        Assert.Contains("0.875 [.88,.88]", one, StringComparison.Ordinal);
        Assert.Contains("0.750 ± 0.177", two, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_one_file_with_plots_and_no_markup_from_names()
    {
        var page = HtmlReport.Of(Experiment, [Guided(0, 14), Plain(0, 0)], default);

        Assert.Contains("<h1>quick&lt;start&gt;</h1>", page, StringComparison.Ordinal);
        Assert.True(page.Split("<svg").Length > 6, "The report has its plots.");
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.Contains("at equal updates", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_an_experiment_that_has_only_begun_is_a_page_too() =>
        Assert.Contains("not all ended", HtmlReport.Of(Experiment, [Guided(0, 14) with { Ended = false, Steps = [], Final = null, FinalGuided = null }], default), StringComparison.Ordinal);

    private static RunResult Guided(int seed, int correct) => Run("guide-grpo", seed, correct, guided: true);

    private static RunResult Plain(int seed, int correct) => Run("grpo", seed, correct, guided: false) with { AtEqualUpdates = (100, Evaluation(0)) };

    private static RunResult Run(string arm, int seed, int correct, bool guided) => new()
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

    private static Dictionary<string, double> PlainMetrics(int version) => new() { ["unguided/reward_mean"] = version / 10.0, ["lineages_all_wrong"] = 0.5 };

    private static Dictionary<string, double> GuidedMetrics(int version) => new(PlainMetrics(version))
    {
        ["guided/success"] = 0.6, ["guided/groups_all_correct"] = version <= 4 ? 0.1 : 0.6,
        ["guided/ln_ratio_max"] = 3, ["guided/ln_ratio_q99"] = 1, ["guided/ln_ratio_q90"] = 0, ["guided/ln_ratio_q50"] = -0.1, ["guided/ln_ratio_q10"] = -2, ["guided/ln_ratio_q01"] = -5,
    };

    private static EvaluationResult Evaluation(int correct) => new()
    {
        Checkpoint = "c",
        CheckpointSha256 = $"{correct}",
        Guided = false,
        SamplesPerProblem = 16,
        Unusable = 0,
        Truncated = 0,
        Problems = [.. Enumerable.Range(0, 10).Select(i => new ProblemSamples($"p{i}", "hard", 16, correct))],
    };
}
