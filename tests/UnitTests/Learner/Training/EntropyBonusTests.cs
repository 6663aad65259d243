using Guide.Learner.Training;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;

using TorchSharp;

namespace Guide.UnitTests.Learner;

public sealed class EntropyBonusTests : IDisposable
{
    private readonly TrainerFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_gradient_is_the_finite_difference_of_the_mean_entropy_of_unguided_tokens(bool checkpointing)
    {
        // Uniform rewards: nothing but the bonus has a gradient.
        var recipe = TrainerFixture.Recipe with { Objective = new() { EntropyBonus = 0.7, Aggregation = Aggregation.TokenMean, GradientCheckpointing = checkpointing } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var rows = Rows.Plan([TrainerFixture.Hinted(0) with { Guided = [] }], recipe).Batches[0];
        var norm = trainer.Accumulate(rows, new(0), default)!.Value;
        Assert.True(norm > 1e-3);
        GradientCheck.Agrees(trainer.Model, norm, () =>
        {
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            var entropies = TestModels.Values(trainer.Model.CompletionLogProbs([.. rows.Select(row => new Guide.PolicyModel.Transformer.TrainingRow(row.TrainingContext, row.Row.Rollout.CompletionIds))]).Entropies);
            return -0.7 * entropies.Average(static entropy => (double)entropy);
        });
    }
}
