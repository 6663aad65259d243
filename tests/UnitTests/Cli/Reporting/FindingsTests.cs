using Guide.Cli.Evaluation;
using Guide.Cli.Reporting;
using Guide.Cli.Running;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

/// <summary>Each kind of sentence with results that bear it out and with results that do not.</summary>
public sealed class FindingsTests
{
    private const string Compared = "hard: without hints, guide-grpo reaches pass@1 ";
    private const string Opened = "guidance opened a tier that grpo did not reach";
    private const string Degree = "here guidance is a difference of degree";
    private const string LostReach = "grpo lost reach";
    private const string Rewarded = "nothing was ever rewarded";
    private const string NoneGuided = "guidance was on, and no group was guided";
    private const string AllCorrect = "of the guided groups were all correct";
    private const string Ratio = "importance ratios of guided tokens";
    private const string Parts = "self-distillation is";

    [Fact]
    public void A_gap_is_said_with_its_interval_the_seeds_and_the_rollouts()
    {
        var said = Single([Guided(0, 14), Plain(0, 0), Guided(1, 12), Plain(1, 0)], Compared);

        Assert.Equal("hard: without hints, guide-grpo reaches pass@1 0.813 and grpo 0.000 at equal rollouts (40,000 and 40,000): a gap of +0.813 [+0.359, +0.859]; guide-grpo above in 2 of 2 seed(s); at equal updates the gap is +0.813.", said);
    }

    [Fact]
    public void Rollouts_that_differ_are_not_called_equal() =>
        Assert.Contains("after 2,560 and 8,608 rollouts, which is not equal", Single([Guided(0, 14) with { Rollouts = 2560 }, Plain(0, 0) with { Rollouts = 8608 }], Compared), StringComparison.Ordinal);

    [Fact]
    public void A_gap_within_the_chance_of_the_problems_is_said_to_be_so()
    {
        var mixed = Guided(0, 8) with { Final = Evaluation([.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? 0 : 16)]) };

        Assert.Contains("which the problems do not tell from none", Single([mixed, Plain(0, 7)], Compared), StringComparison.Ordinal);
        Assert.DoesNotContain("which the problems do not tell from none", Single([Guided(0, 14), Plain(0, 0)], Compared), StringComparison.Ordinal);
    }

    [Fact]
    public void A_guided_arm_that_is_worse_is_reported_as_worse()
    {
        var said = Single([Guided(0, 1), Plain(0, 8)], Compared);
        Assert.Contains("a gap of −0.438 [−0.578, −0.078]", said, StringComparison.Ordinal);
        Assert.Contains("]; guide-grpo above in 0 of 1 seed(s)", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_compared_where_neither_arm_solves_anything() => Not([Guided(0, 0), Plain(0, 0)], Compared);

    [Fact]
    public void A_tier_is_opened_when_the_baseline_does_not_reach_it_even_within_k_tries()
    {
        Assert.EndsWith("The initial policy did not reach it either (pass@16 0.000).", Single([Guided(0, 14), Plain(0, 0)], Opened), StringComparison.Ordinal);
        Not([Guided(0, 14), Plain(0, 8)], Opened);
        Not([Guided(0, 0), Plain(0, 0)], Opened);

        // pass@1 below the bound but pass@16 at 1: it does reach the tier.
        Not([Guided(0, 14), Plain(0, 0) with { Final = Evaluation([.. Enumerable.Repeat(1, 2), .. Enumerable.Repeat(0, 8)]) }], Opened);
    }

    [Fact]
    public void A_baseline_that_rises_too_makes_guidance_a_difference_of_degree_and_one_that_falls_does_not()
    {
        Assert.StartsWith("hard: grpo rises without guidance too, in pass@1 from 0.000 to 0.500", Single([Guided(0, 14), Plain(0, 8)], Degree), StringComparison.Ordinal);
        Not([Guided(0, 14), Plain(0, 2)], Degree);
        Not([Guided(0, 14), Plain(0, 8) with { Initial = Evaluation(9) }], Degree);

        // pass@1 from .0625 to .5, but pass@16 from 1 to .5: it rises in one and falls in the other.
        Not([Guided(0, 14), Plain(0, 8) with { Initial = Evaluation(1), Final = Evaluation([16, 16, 16, 16, 16, 0, 0, 0, 0, 0]) }], Degree);
    }

    [Fact]
    public void An_arm_that_solves_fewer_problems_within_k_tries_than_before_has_lost_reach()
    {
        // Every problem sometimes before; two of ten always after: pass@1 rises from 1/16 to .2, pass@16 falls from 1 to .2.
        var narrowed = Plain(0, 0) with { Initial = Evaluation(1), Final = Evaluation([16, 16, 0, 0, 0, 0, 0, 0, 0, 0]) };

        var sentence = Single([narrowed], LostReach);
        Assert.StartsWith("hard: grpo lost reach: pass@16 went from 1.000 to 0.200, by −0.800 [−1.000, −0.", sentence, StringComparison.Ordinal);
        Assert.EndsWith("(pass@1 from 0.063 to 0.200).", sentence, StringComparison.Ordinal);

        // One problem of ten: ten others might have shown none.
        Not([Plain(0, 0) with { Initial = Evaluation(1), Final = Evaluation([0, 1, 1, 1, 1, 1, 1, 1, 1, 1]) }], LostReach);
        Not([Plain(0, 8)], LostReach);
    }

    [Fact]
    public void A_run_in_which_nothing_was_rewarded_says_so_first()
    {
        var unrewarded = Plain(0, 0) with { TierSuccess = [new TierSuccess(1, "hard", 4, 32, 0)] };
        var guided = Guided(0, 0) with { TierSuccess = [new TierSuccess(1, "hard", 4, 32, 0)], Steps = [new StepPoint(1, new Dictionary<string, double> { ["guided/success"] = 0 })] };

        Assert.Equal("grpo: nothing was ever rewarded: of 32 judged unguided training rollouts none was correct. guide explain GROUP shows what they said and why it was judged so.", Findings.Of([unrewarded])[0]);
        Assert.Contains("none was correct, and none of 10,000 guided ones.", Findings.Of([guided])[0], StringComparison.Ordinal);
        Not([unrewarded with { TierSuccess = [new TierSuccess(1, "hard", 4, 32, 1)] }], Rewarded);
        Not([Guided(0, 0) with { TierSuccess = [new TierSuccess(1, "hard", 4, 32, 0)] }], Rewarded);
        Not([unrewarded with { TierSuccess = [] }], Rewarded);
    }

    [Fact]
    public void Guidance_that_guided_nothing_is_said_with_the_hints_there_are()
    {
        var idle = Guided(0, 8) with { GuidedRollouts = 0, Hints = new HintCounts(0, 7, 3) };

        Assert.Equal("guide-grpo: guidance was on, and no group was guided (0 prompts with a usable hint, 7 without one, 3 whose hint says the answer).", Single([idle], NoneGuided));
        Not([Guided(0, 8)], NoneGuided);
        Not([Plain(0, 8)], NoneGuided);
    }

    [Fact]
    public void Guided_groups_that_are_all_correct_are_said_where_there_are_some()
    {
        Assert.Contains("10 % of the guided groups were all correct in the first quarter of the steps, 60 % in the last", Single([Guided(0, 14)], AllCorrect), StringComparison.Ordinal);
        Assert.Contains("balanced sets their successes against unguided failures", Single([Guided(0, 14)], AllCorrect), StringComparison.Ordinal);
        Not([Guided(0, 14) with { Steps = [.. Enumerable.Range(1, 8).Select(v => new StepPoint(v, new Dictionary<string, double> { ["guided/groups_all_correct"] = 0 }))] }], AllCorrect);
    }

    [Fact]
    public void Ratios_are_numbers_and_the_bound_is_said_under_shaping_that_has_one()
    {
        var said = Single([Guided(0, 14)], Ratio);
        Assert.Contains("the largest of all steps is 20.1", said, StringComparison.Ordinal);
        Assert.Contains("bounds their gradient weight at 1/4", said, StringComparison.Ordinal);

        var plain = Guided(0, 14);
        Assert.DoesNotContain("bounds", Single([plain with { Recipe = plain.Recipe with { Guidance = new GuidanceRecipe { Enabled = true, Shaping = Shaping.None } } }], Ratio), StringComparison.Ordinal);
        Not([Plain(0, 8)], Ratio);
    }

    [Fact]
    public void A_change_is_taken_apart_where_there_is_one()
    {
        var said = Single([Guided(0, 14)], Parts);
        Assert.StartsWith("guide-grpo, hard: of the change +0.875 in pass@1, self-distillation is 0.000", said, StringComparison.Ordinal);
        Assert.Contains("capability gain 0.875", said, StringComparison.Ordinal);
        Not([Guided(0, 0)], Parts);
    }

    [Fact]
    public void No_sentence_is_about_another_data_set() =>
        Assert.DoesNotContain(Findings.Of([Guided(0, 14), Plain(0, 8)]), said => said.Contains("quickstart", StringComparison.OrdinalIgnoreCase) || said.Contains("in this environment", StringComparison.Ordinal));

    [Fact]
    public void Without_evaluations_nothing_is_claimed_of_them() =>
        Assert.DoesNotContain(Findings.Of([Guided(0, 14) with { Final = null }, Plain(0, 8) with { Initial = null }]), said => said.Contains("pass@", StringComparison.Ordinal));

    private static string Single(IReadOnlyList<RunResult> runs, string part) => Assert.Single(Findings.Of(runs), said => said.Contains(part, StringComparison.Ordinal));

    private static void Not(IReadOnlyList<RunResult> runs, string part) => Assert.DoesNotContain(Findings.Of(runs), said => said.Contains(part, StringComparison.Ordinal));

    private static RunResult Guided(int seed, int correct) => Results.Guided(seed, correct);

    private static RunResult Plain(int seed, int correct) => Results.Plain(seed, correct);

    private static EvaluationResult Evaluation(int correct) => Results.Evaluation(correct);

    private static EvaluationResult Evaluation(IReadOnlyList<int> correct) => Results.Evaluation(correct);
}
