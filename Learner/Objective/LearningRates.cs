using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>The learning rate of each optimizer update.</summary>
public static class LearningRates
{
    /// <summary>
    /// Linear warm-up ((u+1)/W of the peak), then the schedule over the remaining updates: cosine and linear start at the peak and would
    /// reach 0 at the update after the last.
    /// </summary>
    /// <param name="recipe">Peak, warm-up and schedule.</param>
    /// <param name="update">u: the update's index in the run, from 0. Derived from version and place in the step, so a resumed run needs no counter.</param>
    /// <param name="totalUpdates">Updates of the whole run.</param>
    public static double At(OptimizerRecipe recipe, long update, long totalUpdates)
    {
        if (update < recipe.WarmupUpdates)
        {
            return recipe.LearningRate * (update + 1) / recipe.WarmupUpdates;
        }

        var progress = Math.Clamp((double)(update - recipe.WarmupUpdates) / Math.Max(1, totalUpdates - recipe.WarmupUpdates), 0, 1);
        return recipe.LearningRate * recipe.Schedule switch
        {
            LearningRateSchedule.Constant => 1,
            LearningRateSchedule.Linear => 1 - progress,
            LearningRateSchedule.Cosine => (1 + Math.Cos(Math.PI * progress)) / 2,
            _ => throw new InvalidOperationException($"unknown schedule {recipe.Schedule}"),
        };
    }
}
