using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class LearningRatesTests
{
    [Theory]
    // Warm-up of 4 to 0.8: quarters; then 4 more updates.
    [InlineData(LearningRateSchedule.Constant, 0, 0.2)]
    [InlineData(LearningRateSchedule.Constant, 3, 0.8)]
    [InlineData(LearningRateSchedule.Constant, 7, 0.8)]
    [InlineData(LearningRateSchedule.Linear, 4, 0.8)]
    [InlineData(LearningRateSchedule.Linear, 7, 0.2)]
    [InlineData(LearningRateSchedule.Cosine, 4, 0.8)]
    [InlineData(LearningRateSchedule.Cosine, 6, 0.4)]
    [InlineData(LearningRateSchedule.Cosine, 100, 0)]
    public void The_rate_warms_up_and_then_follows_its_schedule(LearningRateSchedule schedule, long update, double expected) =>
        Assert.Equal(expected, LearningRates.At(new OptimizerRecipe { LearningRate = 0.8, WarmupUpdates = 4, Schedule = schedule }, update, update, 8), 12);

    [Fact]
    public void Without_warm_up_the_first_update_has_the_peak_rate() =>
        Assert.Equal(0.5, LearningRates.At(new OptimizerRecipe { LearningRate = 0.5 }, 0, 0, 1));

    [Theory]
    // Four planned updates without an advantage: the first applied one begins the warm-up.
    [InlineData(LearningRateSchedule.Constant, 0, 4, 0.2)]
    [InlineData(LearningRateSchedule.Constant, 2, 6, 0.6)]
    [InlineData(LearningRateSchedule.Constant, 4, 100, 0.8)]
    // The decay goes by the run's planned updates, so that it ends with the run: at 6 of 8 (4 of them warm-up) half of the way is gone.
    [InlineData(LearningRateSchedule.Linear, 0, 6, 0.1)]
    [InlineData(LearningRateSchedule.Cosine, 1, 6, 0.2)]
    [InlineData(LearningRateSchedule.Linear, 4, 6, 0.4)]
    public void The_warm_up_counts_applied_updates_and_the_decay_planned_ones(LearningRateSchedule schedule, long applied, long planned, double expected) =>
        Assert.Equal(expected, LearningRates.At(new OptimizerRecipe { LearningRate = 0.8, WarmupUpdates = 4, Schedule = schedule }, applied, planned, 8), 12);
}
