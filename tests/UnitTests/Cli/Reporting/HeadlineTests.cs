using Guide.Cli.Reporting;
using Guide.Cli.Reporting.Drawing;

namespace Guide.UnitTests.Cli;

public sealed class HeadlineTests
{
    [Fact]
    public void The_headline_says_what_every_arm_reaches_in_the_hardest_tier()
    {
        var headline = Headline.Of([Results.Guided(0, 14), Results.Plain(0, 2)], new Palette());

        Assert.Equal("Hard problems, without hints: guide-grpo reaches 0.875, grpo reaches 0.125; the initial policy has 0.000 (pass@1).", headline.Sentence);
        Assert.Contains("guide-grpo 0.875 (0.796 to 0.926)", headline.Picture!.Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_in_which_nothing_was_rewarded_says_so_instead()
    {
        var run = Results.Plain(0, 2) with { TierSuccess = [new TierSuccess(1, "hard", 4, 32, 0)] };

        Assert.StartsWith("grpo: nothing was ever rewarded: of 32 judged unguided training rollouts none was correct", Headline.Of([run], new Palette()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_held_out_problems_it_says_what_the_training_rollouts_did()
    {
        var run = Results.Plain(0, 0) with { Initial = null, Final = null, TierSuccess = [.. Enumerable.Range(1, 8).Select(v => new TierSuccess(v, "all", 4, 10, v))] };

        // Versions 1 and 2: 3 of 20; versions 7 and 8: 15 of 20.
        var headline = Headline.Of([run], new Palette());
        Assert.Equal("grpo: 15 % of unguided training rollouts were correct in the first quarter of the steps, 75 % in the last. Nothing was measured on held-out problems: evaluation.prompts names them.", headline.Sentence);
        Assert.Null(headline.Picture);
    }

    [Fact]
    public void Tiers_stand_in_the_order_of_their_difficulty() =>
        Assert.Equal(["easy", "medium", "hard", "other", "algebra"], Tiers.InOrder(["hard", "other", "easy", "algebra", "medium", "easy"]));
}
