using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>The learning rate of each optimizer update.</summary>
internal static class LearningRates
{
    /// <summary>
    /// Peak × warm-up × decay. The warm-up, (a+1)/W, counts updates that were applied: its purpose is to give Adam's moments time, and a step
    /// without an advantage gives them nothing. The decay counts the run's planned updates: it ends with the run, whatever was skipped. Cosine
    /// and linear start at 1 after W planned updates and would reach 0 at the update after the last.
    /// </summary>
    /// <param name="recipe">Peak, W and schedule.</param>
    /// <param name="applied">a: updates applied since the optimizer's state was fresh; stored with it, so a resumed run goes on exactly.</param>
    /// <param name="planned">The update's index in the run, from 0: version · U + place in the step.</param>
    /// <param name="totalUpdates">Planned updates of the whole run.</param>
    public static double At(OptimizerRecipe recipe, long applied, long planned, long totalUpdates)
    {
        var rate = applied < recipe.WarmupUpdates
            ? recipe.LearningRate * (applied + 1) / recipe.WarmupUpdates
            : recipe.LearningRate;
        var progress = Math.Clamp((double)(planned - recipe.WarmupUpdates) / Math.Max(1, totalUpdates - recipe.WarmupUpdates), 0, 1);
        return rate * recipe.Schedule switch
        {
            LearningRateSchedule.Constant => 1,
            LearningRateSchedule.Linear => 1 - progress,
            LearningRateSchedule.Cosine => (1 + Math.Cos(Math.PI * progress)) / 2,
            _ => throw new InvalidOperationException($"unknown schedule {recipe.Schedule}"),
        };
    }
}
