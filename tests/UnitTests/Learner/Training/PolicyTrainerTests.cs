using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;
using TorchSharp;

namespace Guide.UnitTests.Learner;

public sealed class PolicyTrainerTests : IDisposable
{
    private readonly TrainerFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(Shaping.Percentile, ShapingScope.Batch, Aggregation.SequenceMean)]
    [InlineData(Shaping.Percentile, ShapingScope.Batch, Aggregation.TokenMean)]
    [InlineData(Shaping.Percentile, ShapingScope.Sequence, Aggregation.Constant)]
    [InlineData(Shaping.Constant, ShapingScope.Batch, Aggregation.TokenMean)]
    [InlineData(Shaping.Power, ShapingScope.Batch, Aggregation.TokenMean)]
    [InlineData(Shaping.None, ShapingScope.Batch, Aggregation.SequenceMean)]
    public void The_gradient_is_the_finite_difference_of_an_independent_loss(Shaping shaping, ShapingScope scope, Aggregation aggregation)
    {
        var recipe = TrainerFixture.Recipe with
        {
            Guidance = new() { Enabled = true, Shaping = shaping, Scope = scope, Percentile = 0.9, Constant = 0.5 },
            Objective = new() { Aggregation = aggregation },
        };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var rows = Rows.Plan([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], recipe).Batches[0];
        var norm = trainer.Accumulate(rows, new(0), default)!.Value;

        var logGammas = OracleLogGammas(trainer.Model, rows, recipe);
        var random = new Random(1);
        foreach (var (name, weight) in trainer.Model.Weights)
        {
            using var scope2 = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            var gradient = TestModels.Values(weight.grad!);
            var direction = gradient.Select(g => (float)((g / (1e-12 + Length(gradient))) + (0.3 * ((2 * random.NextDouble()) - 1) / Math.Sqrt(gradient.Length)))).ToArray();
            const double h = 4e-3;
            weight.add_(torch.tensor(direction, weight.shape) * h);
            var above = OracleLoss(trainer.Model, rows, logGammas, recipe);
            weight.sub_(torch.tensor(direction, weight.shape) * (2 * h));
            var below = OracleLoss(trainer.Model, rows, logGammas, recipe);
            weight.add_(torch.tensor(direction, weight.shape) * h);
            var expected = (above - below) / (2 * h);
            var actual = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
            Assert.True(Math.Abs(expected - actual) < (5e-3 * Math.Abs(expected)) + (1e-3 * norm), $"{name}: {actual} against {expected}, norm {norm}");
        }
    }

    [Fact]
    public void The_reported_loss_is_the_independent_one()
    {
        ReportsTheIndependentLoss(TrainerFixture.Recipe);
        ReportsTheIndependentLoss(TrainerFixture.Recipe with { Objective = new() { GradientCheckpointing = true } });
    }

    private void ReportsTheIndependentLoss(RunRecipe recipe)
    {
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        Lineage[] lineages = [TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)];
        var rows = Rows.Plan(lineages, recipe).Batches[0];
        var expected = OracleLoss(trainer.Model, rows, OracleLogGammas(trainer.Model, rows, recipe), recipe);
        Assert.Equal(expected, trainer.Step(lineages, default).Metrics["loss"], 5);
    }

    [Theory]
    [InlineData(Shaping.Percentile, ShapingScope.Batch)]
    [InlineData(Shaping.Percentile, ShapingScope.Sequence)]
    public void Micro_batches_and_checkpointing_change_nothing(Shaping shaping, ShapingScope scope)
    {
        var recipe = TrainerFixture.Recipe with { Guidance = new() { Enabled = true, Shaping = shaping, Scope = scope, Percentile = 0.9 } };
        float[] Gradient(int tokens, bool checkpointing = false)
        {
            var cut = recipe with { Objective = new() { TokensPerMicrobatch = tokens, GradientCheckpointing = checkpointing } };
            using var trainer = PolicyTrainer.Load(cut, _fixture.Initial, 0);
            Assert.NotNull(trainer.Accumulate(Rows.Plan([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], cut).Batches[0], new(0), default));
            return [.. trainer.Model.Weights.SelectMany(weight => TestModels.Values(weight.Value.grad!))];
        }

        var whole = Gradient(1_000_000);
        var largest = whole.Max(Math.Abs);
        Assert.True(largest > 1e-3);
        foreach (var tokens in new[] { 1, 20, 40 })
        {
            Assert.All(whole.Zip(Gradient(tokens)), pair => Assert.InRange(pair.First - pair.Second, -1e-5f * largest, 1e-5f * largest));
        }

        foreach (var tokens in new[] { 40, 1_000_000 })
        {
            Assert.All(whole.Zip(Gradient(tokens, checkpointing: true)), pair => Assert.InRange(pair.First - pair.Second, -1e-5f * largest, 1e-5f * largest));
        }
    }

    [Fact]
    public void Rows_say_what_every_rollout_did()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe with { Step = new() { RootGroupsPerStep = 2, UpdatesPerStep = 2 } }, _fixture.Initial, 4);
        var result = trainer.Step([TrainerFixture.Hinted(0, version: 4), TrainerFixture.Hinted(1, version: 4)], default);
        Assert.Equal((5, 2, 0), (trainer.PolicyVersion, result.UpdatesApplied, result.UpdatesSkippedNonFinite));
        Assert.Equal(16, result.Rows.Count);
        foreach (var update in new[] { 0, 1 })
        {
            var rows = result.Rows.Where(row => row.MiniBatch == update).ToList();
            // Balanced: U− of slots 0 and 1 exchanged for the guided successes of slots 0 and 2; A = ±0.5/(0.57735 + 1e-6).
            Assert.Equal([2, 3], rows.Where(row => row.Role == RowRole.Unguided).Select(row => row.Slot));
            Assert.Equal([0, 2], rows.Where(row => row.Role == RowRole.Guided).Select(row => row.Slot));
            Assert.All(rows.Where(row => row.Role == RowRole.Unguided), row => Assert.Equal(-0.866024, row.Advantage!.Value, 5));
            Assert.All(rows.Where(row => row.Role == RowRole.Guided), row => Assert.Equal(0.866024, row.Advantage!.Value, 5));
            Assert.Equal(["exchanged", "exchanged", "guided-failure", "guided-failure"], rows.Where(row => row.Role == RowRole.Unused).Select(row => row.UnusedReason));
        }
    }

    [Fact]
    public void Metrics_keep_guided_and_unguided_rows_apart()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe, _fixture.Initial, 0);
        var lineage = TrainerFixture.Hinted(0);
        var metrics = trainer.Step([lineage, TrainerFixture.Hinted(1) with { Guided = [] }], default).Metrics;
        Assert.Equal(6, metrics["unguided/rows"]);
        Assert.Equal(4, metrics["unguided/rows_zero_advantage"]);
        Assert.Equal(2, metrics["guided/rows"]);
        Assert.Equal(0.5, metrics["guided/success"]);
        Assert.Equal(0, metrics["unguided/success"]);
        Assert.Equal(0.5, metrics["lineages_hinted"]);
        Assert.Equal(1, metrics["lineages_all_wrong"]);
        Assert.Equal(0.5, metrics["lineages_useful"]);
        Assert.Equal(lineage.Guided.Average(rollout => rollout.CompletionIds.Length), metrics["guided/completion_tokens_mean"]);
        Assert.True(metrics["weight_positive"] > 0 && metrics["weight_negative"] < 0);
        Assert.InRange(metrics["gamma"], Math.Exp(metrics["guided/ln_ratio_q50"]), Math.Exp(metrics["guided/ln_ratio_max"]));
        Assert.All(metrics.Values, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Unguided_rows_sampled_under_the_same_weights_have_ratio_one()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe, _fixture.Initial, 0);
        var lineage = TrainerFixture.Sampled(trainer, [5, 9, 12], 4, ids => ids[0] % 2 == 0, maxTokens: 12, ordinal: 0);
        var metrics = trainer.Step([lineage], default).Metrics;
        Assert.InRange(metrics["unguided/ln_ratio_min"], -1e-4, 0.0);
        Assert.InRange(metrics["unguided/ln_ratio_max"], 0.0, 1e-4);
        Assert.Equal(0, metrics["unguided/clip_fraction"]);
    }

    [Fact]
    public void A_step_without_any_advantage_moves_no_weight_and_still_makes_a_version()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe, _fixture.Initial, 0);
        var before = TrainerFixture.Weights(trainer.Model);
        var result = trainer.Step([TrainerFixture.Hinted(0) with { Guided = [] }], default);
        Assert.Equal((1, 0, 0), (trainer.PolicyVersion, result.UpdatesApplied, result.UpdatesSkippedNonFinite));
        Assert.Equal(before, TrainerFixture.Weights(trainer.Model));
        var empty = trainer.Step([], default);
        Assert.Equal((2, 0, 0), (trainer.PolicyVersion, empty.UpdatesApplied, empty.Rows.Count));
    }

    [Fact]
    public void A_non_finite_loss_skips_the_update_and_is_counted()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe with { Step = new() { RootGroupsPerStep = 2, UpdatesPerStep = 2 } }, _fixture.Initial, 0);
        var embedding = trainer.Model.Find("model.embed_tokens.weight")!;

        // Id 7 + 0 = the second lineage's context only (5, 7, 7): its row of the embedding is broken, the first lineage (5, 6, 7) shares 7.
        using (torch.no_grad())
        {
            embedding[39].fill_(float.NaN);
        }

        var broken = TrainerFixture.Hinted(1) with { TrainingContext = [39] };
        var result = trainer.Step([TrainerFixture.Hinted(0) with { TrainingContext = [5] }, broken], default);

        // The untied output layer does not read the broken row, so only the second optimizer batch is affected.
        Assert.Equal((1, 1), (result.UpdatesApplied, result.UpdatesSkippedNonFinite));
        Assert.All(result.Metrics.Values, value => Assert.True(double.IsFinite(value)));
        Assert.All(
            trainer.Model.Weights.Where(weight => weight.Key != "model.embed_tokens.weight"),
            weight => Assert.All(TestModels.Values(weight.Value), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Rows_with_unknown_behaviour_log_probs_are_refused()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe, _fixture.Initial, 0);
        var lineage = TrainerFixture.Hinted(0);
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(
            [lineage with { Unguided = [.. lineage.Unguided.Select(rollout => rollout with { BehaviorLogProbs = [float.NaN] })] }], default));
        Assert.Contains("importance ratio is unknown", error.Message);
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var trainer = PolicyTrainer.Load(TrainerFixture.Recipe with { Objective = new() { TokensPerMicrobatch = 30 } }, _fixture.Initial, 0);
        Lineage[] lineages = [TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)];
        trainer.Step(lineages, default);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var unscoped = DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        for (var i = 0; i < 3; i++)
        {
            trainer.Step(lineages, default);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(unscoped, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
    }

    [Fact]
    public void A_resumed_trainer_writes_the_same_bytes_as_an_uninterrupted_one()
    {
        var recipe = TrainerFixture.Recipe with
        {
            Step = new() { RootGroupsPerStep = 2, UpdatesPerStep = 2, Steps = 8 },
            Optimizer = new() { LearningRate = 1e-2, WarmupUpdates = 3, Schedule = LearningRateSchedule.Cosine },
        };
        // Version 1's lineages are uniform: no update is applied, and the warm-up must know so after a restart.
        static Lineage[] Lineages(int version) => [.. new[] { TrainerFixture.Hinted(2 * version, version), TrainerFixture.Hinted((2 * version) + 1, version) }
            .Select(lineage => version == 1 ? lineage with { Guided = [] } : lineage)];
        string Run(bool interrupted)
        {
            var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
            for (var version = 0; version < 4; version++)
            {
                trainer.Step(Lineages(version), default);
                if (interrupted)
                {
                    var folder = _fixture.Path($"resume{version + 1}");
                    trainer.Save(folder, withOptimizerState: true);
                    trainer.Dispose();
                    trainer = PolicyTrainer.Load(recipe, folder, version + 1);
                }
            }

            var saved = trainer.Save(_fixture.Path($"end-{interrupted}"), withOptimizerState: false);
            trainer.Dispose();
            Assert.Equal(4, saved.PolicyVersion);
            return saved.Sha256;
        }

        Assert.Equal(Run(interrupted: false), Run(interrupted: true));
    }

    [Fact]
    public void Steps_without_an_advantage_do_not_use_up_the_warm_up()
    {
        var recipe = TrainerFixture.Recipe with { Optimizer = new() { LearningRate = 0.8e-2, WarmupUpdates = 4 } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(0, trainer.Step([TrainerFixture.Hinted(step) with { Guided = [] }], default).UpdatesApplied);
        }

        var rates = Enumerable.Range(4, 5).Select(step => trainer.Step([TrainerFixture.Hinted(step)], default).Metrics["learning_rate"]);
        Assert.Equal([0.2e-2, 0.4e-2, 0.6e-2, 0.8e-2, 0.8e-2], rates, static (expected, rate) => Math.Abs(expected - rate) < 1e-12);
    }

    [Fact]
    public void One_prompt_is_learned_until_every_sample_is_right()
    {
        // Reward = the completion starts with a given token, one that the policy samples now and then.
        var recipe = TrainerFixture.Recipe with
        {
            Sampling = new() { GroupSize = 16, MaxCompletionTokens = 4 },
            Step = new() { RootGroupsPerStep = 4, UpdatesPerStep = 2, Steps = 60 },
            Optimizer = new() { LearningRate = 5e-3, MaxGradientNorm = 1 },
        };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var target = TrainerFixture.Sampled(trainer, [5, 9, 12], 64, _ => false, maxTokens: 1, ordinal: 99).Unguided
            .CountBy(rollout => rollout.CompletionIds[0]).Where(pair => pair.Value is >= 2 and <= 10).Min(pair => pair.Key);
        var success = new List<double>();
        for (var step = 0; step < 60 && (success.Count == 0 || success[^1] < 1); step++)
        {
            var result = trainer.Step(
                [.. Enumerable.Range(0, 4).Select(i => TrainerFixture.Sampled(trainer, [5, 9, 12], 16, ids => ids[0] == target, maxTokens: 4, ordinal: i))],
                default);
            success.Add(result.Metrics["unguided/success"]);
        }

        Assert.True(success[0] < 0.3, $"it knew already: {success[0]}");
        Assert.Equal(1, success[^1]);
    }

    // The objective once more, straight from the paper in double precision: exp, ratio, ρ/(ρ+γ), min and clip.
    private static double OracleLoss(CausalLm model, IReadOnlyList<PlannedRow> rows, double[] logGammas, RunRecipe recipe)
    {
        var tokens = rows.Sum(row => row.Row.Tokens);
        var loss = 0.0;
        foreach (var (i, row) in rows.Index())
        {
            var sum = 0.0;
            foreach (var (t, logProb) in LogProbs(model, row).Index())
            {
                var ratio = Math.Exp(logProb - row.Row.Rollout.BehaviorLogProbs[t]);
                var gamma = Math.Exp(logGammas[i]);
                sum += row.Row.Guided
                    ? row.Advantage * recipe.Guidance.Shaping switch
                    {
                        Shaping.Power => Math.Pow(ratio, recipe.Guidance.Constant),
                        Shaping.None => ratio,
                        _ => ratio / (ratio + gamma),
                    }
                    : Math.Min(ratio * row.Advantage, Math.Min(Math.Max(ratio, 0.8), 1.2) * row.Advantage);
            }

            loss -= recipe.Objective.Aggregation switch
            {
                Aggregation.SequenceMean => sum / row.Row.Tokens / rows.Count,
                Aggregation.TokenMean => sum / tokens,
                _ => sum / rows.Count / recipe.Sampling.MaxCompletionTokens,
            };
        }

        return loss;
    }

    private static double[] OracleLogGammas(CausalLm model, IReadOnlyList<PlannedRow> rows, RunRecipe recipe)
    {
        double[] Ratios(PlannedRow row) => [.. LogProbs(model, row).Select((logProb, t) => (double)(logProb - row.Row.Rollout.BehaviorLogProbs[t]))];
        double Rank(double[] values)
        {
            var sorted = values.Order().ToArray();
            return Math.Max(sorted[(int)Math.Ceiling(0.9 * sorted.Length) - 1], Math.Log(1e-4));
        }

        var batch = Rank([.. rows.Where(row => row.Row.Guided).SelectMany(Ratios)]);
        return [.. rows.Select(row => recipe.Guidance switch
        {
            { Shaping: Shaping.Constant } => Math.Log(0.5),
            { Scope: ShapingScope.Sequence } => Rank(Ratios(row)),
            _ => batch,
        })];
    }

    private static float[] LogProbs(CausalLm model, PlannedRow row)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return TestModels.Values(model.CompletionLogProbs([new(row.TrainingContext, row.Row.Rollout.CompletionIds)]).LogProbs);
    }

    private static double Length(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
