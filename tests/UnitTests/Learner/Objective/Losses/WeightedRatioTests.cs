using CsCheck;

using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class WeightedRatioTests
{
    private static readonly Gen<Shaping> s_shaping = Gen.Enum<Shaping>().Where(WeightedRatio.Knows);

    [Theory]
    // ρ = 1/2, 4, 1/4, 2. Prefixes: 1/2, 2, 1/2, 1; capped at 1 on the way: 1/2, 1, 1/4, 1/2. Means: 2^(−1), 2^(1/2), 2^(−1/3), 2^0.
    [InlineData(Shaping.Truncated, 1, 0.5, 1, 0.25, 1)]
    [InlineData(Shaping.Truncated, 8, 0.5, 4, 0.25, 2)]
    [InlineData(Shaping.PrefixProduct, 1, 0.5, 1, 0.25, 0.5)]
    [InlineData(Shaping.PrefixProduct, 8, 0.5, 2, 0.5, 1)]
    [InlineData(Shaping.PrefixMean, 1, 0.5, 1, 0.7937005259840998, 1)]
    [InlineData(Shaping.PrefixMean, 8, 0.5, 1.4142135623730951, 0.7937005259840998, 1)]
    [InlineData(Shaping.SequenceMean, 1, 1, 1, 1, 1)]
    [InlineData(Shaping.SequenceMean, 0.7, 0.7, 0.7, 0.7, 0.7)]
    public void Weights_are_the_hand_computed_ones(Shaping shaping, double cap, double first, double second, double third, double fourth) => Assert.Equal(
        [first, second, third, fourth],
        WeightedRatio.Weights([Math.Log(0.5), Math.Log(4), Math.Log(0.25), Math.Log(2)], shaping, cap),
        static (expected, weight) => Math.Abs(expected - weight) < 1e-12);

    [Fact]
    public void A_rows_mean_is_that_of_all_its_tokens() => Assert.Equal(
        [0.5, 0.5, 0.5],
        WeightedRatio.Weights([Math.Log(0.5), Math.Log(0.25), 0], Shaping.SequenceMean, 1),
        static (expected, weight) => Math.Abs(expected - weight) < 1e-12);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void A_weight_at_the_cap_is_the_cap_and_counts_as_clipped(double cap)
    {
        Assert.Equal([cap, 1], WeightedRatio.Weights([Math.Log(100), 0], Shaping.Truncated, cap));
        Assert.Equal(1, new WeightedRatio(Shaping.Truncated, cap).Evaluate(new RowTokens { LogRatios = [Math.Log(100), 0], LogProbs = [-1, -1], Advantage = 1 }, new double[2]).ClippedTokens);
    }

    [Fact]
    public void Weights_match_an_oracle_in_plain_arithmetic() =>
        Gen.Select(Gen.Double[-5, 5].Array[1, 8], s_shaping, Gen.Double[0.1, 3]).Sample((logRatios, shaping, cap) =>
        {
            var ratios = Array.ConvertAll(logRatios, Math.Exp);
            var weights = WeightedRatio.Weights(logRatios, shaping, cap);
            var product = 1.0;
            return ratios.Index().All(at =>
            {
                product = Math.Min(cap, product * at.Item);
                var expected = shaping switch
                {
                    Shaping.Truncated => Math.Min(cap, at.Item),
                    Shaping.PrefixProduct => product,
                    Shaping.PrefixMean => Math.Min(cap, Math.Pow(ratios[..(at.Index + 1)].Aggregate((a, b) => a * b), 1.0 / (at.Index + 1))),
                    _ => Math.Min(cap, Math.Pow(ratios.Aggregate((a, b) => a * b), 1.0 / ratios.Length)),
                };
                return Math.Abs(weights[at.Index] - expected) < 1e-9 * (1 + expected);
            });
        });

    [Fact]
    public void Slopes_are_the_finite_differences_of_the_value_with_the_weights_held() =>
        Gen.Select(Gen.Double[-4, 4].Array[1, 6], s_shaping, Gen.Double[-2, 2]).Sample((logRatios, shaping, advantage) =>
        {
            const float h = 0.25f; // Linear in log π: any difference is exact.
            var logProbs = Array.ConvertAll(logRatios, static x => (float)-Math.Abs(x) - 1);
            var objective = new WeightedRatio(shaping, 1);
            double Value(float[] at, double[] slopes) =>
                objective.Evaluate(new RowTokens { LogRatios = logRatios, LogProbs = at, Advantage = advantage }, slopes).Value;

            var slopes = new double[logRatios.Length];
            var before = Value(logProbs, slopes);
            return Enumerable.Range(0, logRatios.Length).All(t =>
            {
                var moved = (float[])logProbs.Clone();
                moved[t] += h;
                return Math.Abs(((Value(moved, new double[logRatios.Length]) - before) / (moved[t] - logProbs[t])) - slopes[t]) < 1e-6;
            });
        });

    [Fact]
    public void A_guided_row_is_weighed_and_an_unguided_one_clipped()
    {
        var recipe = new RunRecipe { Guidance = new() { Enabled = true, Shaping = Shaping.PrefixMean } };
        var gradient = new float[3];

        // ln ρ 0.1 −0.1 0.4: means 0.1, 0, 2/15; all at least 1.
        var loss = new BatchObjective(recipe, null).Evaluate(
            ObjectiveCase.Row(2, ObjectiveCase.Old[0], 0.5, guided: true), ObjectiveCase.Now[0], LogRatio.Of(ObjectiveCase.Now[0], ObjectiveCase.Old[0]), gradient);
        Assert.All(gradient, slope => Assert.Equal(-1, slope, 5));
        Assert.Equal(0.5 * 2 * 1.7, loss.Loss, 5);
        Assert.Null(loss.LogGamma);
        new BatchObjective(recipe, null).Evaluate(
            ObjectiveCase.Row(1, ObjectiveCase.Old[0], 1), ObjectiveCase.Now[0], LogRatio.Of(ObjectiveCase.Now[0], ObjectiveCase.Old[0]), gradient);
        Assert.Equal(0, gradient[2]);
    }
}
