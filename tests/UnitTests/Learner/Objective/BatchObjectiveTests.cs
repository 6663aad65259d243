using CsCheck;

using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class BatchObjectiveTests
{
    private static readonly Gen<(float[] Now, float[] Behavior, double Advantage)> s_row =
        Gen.Int[1, 6].SelectMany(n => Gen.Select(Gen.Float[-3, 0].Array[n], Gen.Float[-3, 0].Array[n], Gen.Double[-2, 2]));

    [Fact]
    public void Every_objective_is_its_papers_equation() => s_row.Select(Gen.Enum<LossKind>()).Sample((row, kind) =>
    {
        var loss = Evaluate(row.Now, ObjectiveCase.Row(row.Advantage, row.Behavior, 0.5), new() { Objective = ObjectiveCase.Recipe(kind) }, out _);
        return Math.Abs(loss.Loss - (-0.5 * Oracle(kind, row.Now, row.Behavior, row.Advantage))) < 1e-5;
    });

    [Fact]
    public void Gradients_of_every_objective_are_finite_differences_of_its_papers_equation() => s_row.Select(Gen.Enum<LossKind>()).Sample((row, kind) =>
    {
        const double h = 1e-4;
        Evaluate(row.Now, ObjectiveCase.Row(row.Advantage, row.Behavior, 0.5), new() { Objective = ObjectiveCase.Recipe(kind) }, out var gradient);
        for (var t = 0; t < row.Now.Length; t++)
        {
            double At(double change) => -0.5 * Oracle(kind, Moved(row.Now, t, change), Array.ConvertAll(row.Behavior, x => (double)x), row.Advantage, Array.ConvertAll(row.Now, x => (double)x));
            var (above, below) = ((At(h) - At(0)) / h, (At(0) - At(-h)) / h);
            var corner = Math.Abs(above - below) > 1e-2;
            if (!corner && Math.Abs(((above + below) / 2) - gradient[t]) > 2e-3 * (1 + Math.Abs(gradient[t])))
            {
                return false;
            }
        }

        return true;
    });

    [Theory]
    [InlineData(KlEstimator.K2)]
    [InlineData(KlEstimator.K3)]
    public void The_distance_to_the_reference_is_taken_off_unguided_rows_alone(KlEstimator estimator)
    {
        var recipe = new RunRecipe { Objective = new() { Kl = new() { Coefficient = 0.3, Estimator = estimator } }, Guidance = new() { Enabled = true, Shaping = Shaping.None } };
        var row = ObjectiveCase.Row(0, ObjectiveCase.Behavior[0], 0.25) with { ReferenceLogProbs = ObjectiveCase.Old[0] };
        var loss = Evaluate(ObjectiveCase.Now[0], row, recipe, out var gradient);
        double[] differences = [0.1, -0.1, 0.4];
        var expected = Array.ConvertAll(differences, d => estimator == KlEstimator.K2 ? d * d / 2 : Math.Exp(-d) + d - 1);
        Assert.Equal(0.25 * 0.3 * expected.Sum(), loss.Loss, 6);
        Assert.Equal(expected.Sum(), loss.Kl!.Value, 6);
        Assert.Equal(0, loss.Pull);
        Assert.Equal(
            Array.ConvertAll(differences, d => 0.25 * 0.3 * (estimator == KlEstimator.K2 ? d : 1 - Math.Exp(-d))),
            gradient.Select(static slope => (double)slope),
            static (a, b) => Math.Abs(a - b) < 1e-6);

        var guided = ObjectiveCase.Row(0, ObjectiveCase.Behavior[0], 0.25, guided: true) with { ReferenceLogProbs = ObjectiveCase.Old[0] };
        Assert.Null(Evaluate(ObjectiveCase.Now[0], guided, recipe, out gradient).Kl);
        Assert.All(gradient, slope => Assert.Equal(0, slope));
    }

    [Theory]
    [InlineData(LossKind.PpoClip)]
    [InlineData(LossKind.DualClip)]
    [InlineData(LossKind.Cispo)]
    public void Constant_weights_scale_value_and_slope_of_their_tokens(LossKind kind)
    {
        // Each token by itself, weighted 0.5, 3 and 0, adds up to the row with these weights.
        var objective = BatchObjective.Named(ObjectiveCase.Recipe(kind));
        double[] weights = [0.5, 3, 0];
        var whole = ObjectiveCase.Evaluate(objective, ObjectiveCase.Now[0], ObjectiveCase.Old[0], -0.7, out var slopes, corrections: weights);
        var value = 0.0;
        for (var t = 0; t < 3; t++)
        {
            value += weights[t] * ObjectiveCase.Evaluate(objective, [ObjectiveCase.Now[0][t]], [ObjectiveCase.Old[0][t]], -0.7, out var slope).Value;
            Assert.NotEqual(0, slope[0]);
            Assert.Equal(weights[t] * slope[0], slopes[t], 12);
        }

        Assert.Equal(value, whole.Value, 12);
    }

    [Fact]
    public void Each_token_has_the_advantage_it_was_given()
    {
        var row = ObjectiveCase.Row(0, ObjectiveCase.Now[0], 1) with { Advantages = RowAdvantage.Of([1.0, 0, -2]) };
        Evaluate(ObjectiveCase.Now[0], row, new(), out var gradient);
        Assert.Equal([-1f, 0, 2], gradient);
        Assert.Equal(-1.0 / 3, row.Advantage, 12);
        Assert.True(row.Pulls);
    }

    [Fact]
    public void Guided_rows_may_be_clipped_like_unguided_ones()
    {
        var recipe = new RunRecipe { Guidance = new() { Enabled = true, Shaping = Shaping.Clip } };
        Evaluate(ObjectiveCase.Now[0], ObjectiveCase.Row(1, ObjectiveCase.Old[0], 1, guided: true), recipe, out var gradient);
        Assert.Equal([-Math.Exp(0.1), -Math.Exp(-0.1), 0], gradient.Select(static slope => (double)slope), static (a, b) => Math.Abs(a - b) < 1e-6);
    }

    private static RowLoss Evaluate(float[] now, PlannedRow row, RunRecipe recipe, out float[] gradient)
    {
        gradient = new float[now.Length];
        return new BatchObjective(recipe, 0.0).Evaluate(row, now, LogRatio.Of(now, row.DividesBy), gradient);
    }

    private static double[] Moved(float[] values, int place, double change)
    {
        var moved = Array.ConvertAll(values, value => (double)value);
        moved[place] += change;
        return moved;
    }

    private static double Oracle(LossKind kind, float[] now, float[] behavior, double advantage) =>
        Oracle(kind, Array.ConvertAll(now, x => (double)x), Array.ConvertAll(behavior, x => (double)x), advantage, Array.ConvertAll(now, x => (double)x));

    // From the papers, in plain arithmetic. `at` is where stop-gradients are taken.
    private static double Oracle(LossKind kind, double[] now, double[] behavior, double a, double[] at)
    {
        var sum = 0.0;
        var sequence = Math.Exp(now.Zip(behavior, (x, b) => x - b).Sum() / now.Length);
        for (var t = 0; t < now.Length; t++)
        {
            var r = Math.Exp(now[t] - behavior[t]);
            var surrogate = Math.Min(r * a, Math.Max(0.8, Math.Min(1.28, r)) * a);
            sum += kind switch
            {
                LossKind.PpoClip => surrogate,
                LossKind.DualClip => a < 0 ? Math.Max(surrogate, 1.7 * a) : surrogate,
                LossKind.Cispo => Math.Max(0.8, Math.Min(1.28, Math.Exp(at[t] - behavior[t]))) * a * now[t],
                _ => Math.Min(sequence * a, Math.Max(0.8, Math.Min(1.28, sequence)) * a),
            };
        }

        return sum;
    }
}
