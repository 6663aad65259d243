using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class StepAdvantagesTests
{
    private static readonly KlRecipe s_rewarded = new() { Coefficient = 0.5, Estimator = KlEstimator.K1, Term = KlPlace.Reward };

    // log π_old − log reference = 0.2 on each token.
    private static PreparedRow Prepared(ComposedRow row) => new()
    {
        LogProbs = [.. Enumerable.Repeat(-1f, row.Tokens)],
        ReferenceLogProbs = [.. Enumerable.Repeat(-1.2f, row.Tokens)],
        Values = [.. Enumerable.Range(0, row.Tokens).Select(t => 0.25f + (0.25f * t))],
    };

    [Fact]
    public void Without_an_option_they_are_the_estimators()
    {
        ComposedRow[] group = [Rows.Row(1), Rows.Row(0), Rows.Row(0), Rows.Row(1)];
        var advantages = StepAdvantages.Compute([group], new(), _ => throw new InvalidOperationException("nothing was prepared"))[0];
        Assert.Equal([0.8660239037870368, -0.8660239037870368, -0.8660239037870368, 0.8660239037870368], advantages.Select(row => row.Advantage.Mean), Close);
        Assert.All(advantages, row => Assert.Null(row.Advantage.Tokens));
    }

    [Fact]
    public void Long_completions_are_punished_and_success_stays_success()
    {
        // L_max 4, L_cache 2: 3 tokens cost 0.5, 4 cost 1. Rewards 1, 0.5 (of 1), −1 (of 0): mean 1/6.
        var recipe = new RunRecipe { Sampling = new() { MaxCompletionTokens = 4 }, Objective = new() { Advantage = AdvantageKind.DrGrpo, OverlongTokens = 2 } };
        ComposedRow[] group = [Rows.Row(1, 2), Rows.Row(1, 3), Rows.Row(0, 4)];
        Assert.Equal([5.0 / 6, 2.0 / 6, -7.0 / 6], StepAdvantages.Compute([group], recipe, Prepared)[0].Select(row => row.Advantage.Mean), Close);
        Assert.Equal(1, group[1].Reward);
    }

    [Fact]
    public void The_distance_as_a_reward_is_taken_off_the_rows_reward_in_estimators_of_rows()
    {
        // 0.5·0.2 a token, of unguided rows alone: rewards 1 − 0.2, 0 − 0.1, 1.
        var recipe = new RunRecipe { Objective = new() { Advantage = AdvantageKind.DrGrpo, Kl = s_rewarded } };
        ComposedRow[] group = [Rows.Row(1, 2), Rows.Row(0, 1), Rows.Row(1, 3, guided: true)];
        var mean = (0.8 - 0.1 + 1) / 3;
        Assert.Equal([0.8 - mean, -0.1 - mean, 1 - mean], StepAdvantages.Compute([group], recipe, Prepared)[0].Select(row => row.Advantage.Mean), Near);
    }

    [Fact]
    public void Reinforce_plus_plus_with_the_distance_in_the_reward_gives_each_token_what_is_still_to_come()
    {
        // Rows of 2 and 1 tokens, R 1 and 0, −0.1 a token: 0.8 0.9 | −0.1; mean 1.6/3.
        var recipe = new RunRecipe { Objective = new() { Advantage = AdvantageKind.ReinforcePlusPlus, Kl = s_rewarded } };
        var rows = StepAdvantages.Compute([[Rows.Row(1, 2), Rows.Row(0, 1)]], recipe, Prepared)[0];
        double[] raw = [0.8, 0.9, -0.1];
        var mean = raw.Average();
        var deviation = Math.Sqrt(raw.Sum(x => (x - mean) * (x - mean)) / 3) + 1e-6;
        Assert.Equal([(0.8 - mean) / deviation, (0.9 - mean) / deviation], rows[0].Advantage.Tokens!, Near);
        Assert.Equal((-0.1 - mean) / deviation, rows[1].Advantage.Mean, 5);
        Assert.Equal(rows[0].Advantage.Tokens!.Average(), rows[0].Advantage.Mean, 12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_critic_gives_each_token_its_own_and_has_the_return_as_its_target(bool guidedInValueLoss)
    {
        // λ = γ_d = 1: A = R − V: 0.75 0.5 | −0.25; R̂ = A + V = R.
        var recipe = new RunRecipe
        {
            Guidance = new() { Enabled = true },
            Objective = new() { Advantage = AdvantageKind.Gae, Value = new() { GuidedInValueLoss = guidedInValueLoss } },
        };
        var rows = StepAdvantages.Compute([[Rows.Row(1, 2, guided: true), Rows.Row(0, 1)]], recipe, Prepared)[0];
        double[] raw = [0.75, 0.5, -0.25];
        var mean = raw.Average();
        var deviation = Math.Sqrt(raw.Sum(x => (x - mean) * (x - mean)) / 3) + 1e-6;
        Assert.Equal(raw[..2].Select(x => (x - mean) / deviation), rows[0].Advantage.Tokens!, Near);
        Assert.Equal((raw[2] - mean) / deviation, rows[1].Advantage.Mean, 6);
        Assert.Equal([1.0, 1], rows[0].Value!.Returns, Near);
        Assert.Equal([0.0], rows[1].Value!.Returns, Near);
        Assert.Equal((guidedInValueLoss, true), (rows[0].Value!.Trains, rows[1].Value!.Trains));
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;
}
