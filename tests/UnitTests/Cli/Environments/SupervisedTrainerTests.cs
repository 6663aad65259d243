using Guide.Cli.Environments;
using Guide.PolicyModel.Transformer;
using Guide.UnitTests.Learner;
using Guide.UnitTests.PolicyModel;

namespace Guide.UnitTests.Cli;

public sealed class SupervisedTrainerTests
{
    private static readonly TrainingRow[] s_rows = [new([5, 6], [7, 8, 9, 1]), new([5, 10], [11, 12, 1])];

    [Fact]
    public void It_learns_a_corpus_by_heart()
    {
        using var model = CausalLm.CreateRandom(TestModels.Tiny(), 1);
        var losses = new List<double>();
        var last = SupervisedTrainer.Train(model, Settings(60), _ => s_rows, (_, loss) => losses.Add(loss), default);
        Assert.Equal(60, losses.Count);
        Assert.InRange(losses[0], 3.4, 4.0); // Random weights: close to ln 40 = 3.69.
        Assert.True(last < 0.1, $"{last}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        static float[] Run()
        {
            using var model = CausalLm.CreateRandom(TestModels.Tiny(), 1);
            SupervisedTrainer.Train(model, Settings(5), _ => s_rows, progress: null, default);
            return TrainerFixture.Weights(model);
        }

        Assert.Equal(Run(), Run());
    }

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(99, 0.9376)]
    [InlineData(300, 0.525)]
    [InlineData(600, 0.05)]
    public void The_rate_warms_up_along_a_cosine_to_its_floor(int update, double share) =>
        Assert.Equal(share, SupervisedTrainer.Rate(Settings(600) with { LearningRate = 1, WarmupUpdates = 100 }, update), 4);

    private static SupervisedSettings Settings(int updates) => new() { Updates = updates, RowsPerUpdate = 2, LearningRate = 1e-2, WarmupUpdates = 5 };
}
