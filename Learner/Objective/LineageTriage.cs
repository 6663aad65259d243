using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>
/// Whether a step may take a completed lineage, and when a step is full (docs/algorithm.md, "One step"). Pure functions, so that a restarted
/// learner decides alike.
/// </summary>
public static class LineageTriage
{
    /// <summary>Learner's version − the version of the lineage's oldest rollout, used or not.</summary>
    public static int Staleness(Lineage lineage, int learnerVersion) => learnerVersion - lineage.OldestVersion;

    /// <summary><see cref="DiscardReason.None"/> when a step takes it, else why it is discarded (root and child together).</summary>
    /// <param name="composed">A completed lineage.</param>
    /// <param name="recipe">The run's recipe: staleness and dynamic sampling.</param>
    /// <param name="learnerVersion">The version that the step starts from.</param>
    public static DiscardReason Classify(ComposedLineage composed, RunRecipe recipe, int learnerVersion)
    {
        if (Staleness(composed.Lineage, learnerVersion) > recipe.Step.MaxStaleness)
        {
            return DiscardReason.Stale;
        }

        if (!composed.CanTrain)
        {
            return DiscardReason.Unjudged;
        }

        if (recipe.Step.DynamicSampling == DynamicSampling.Off || !composed.IsUniform)
        {
            return DiscardReason.None;
        }

        var guided = composed.Lineage.Guided.Where(rollout => GroupComposer.TakesPart(rollout, recipe)).ToList();
        return guided.Count switch
        {
            0 => DiscardReason.Uniform,
            _ when guided.TrueForAll(rollout => rollout.Outcome == VerdictOutcome.Correct) => DiscardReason.GuidedAllCorrect,
            _ when guided.TrueForAll(rollout => rollout.Outcome != VerdictOutcome.Correct) => DiscardReason.GuidedAllWrong,
            _ => DiscardReason.Uniform,
        };
    }

    /// <summary>
    /// Whether the step closes now. Off: at B useful lineages. Fill: at B useful, or short once <paramref name="useful"/> +
    /// <paramref name="discarded"/> final lineages since the last step have reached M·B. (The end of the data closes it too; the caller knows.)
    /// </summary>
    public static bool IsFull(StepRecipe step, int useful, int discarded) =>
        useful >= step.RootGroupsPerStep
        || (step.DynamicSampling == DynamicSampling.Fill && useful + discarded >= (long)step.MaxFillFactor * step.RootGroupsPerStep);

    /// <summary>Optimizer updates of a step of <paramref name="lineages"/> lineages: U, scaled down and rounded for a short step, at least 1; 0 for an empty one.</summary>
    public static int Updates(StepRecipe step, int lineages) => lineages == 0
        ? 0
        : Math.Clamp(
            (int)Math.Round((double)lineages * step.UpdatesPerStep / step.RootGroupsPerStep, MidpointRounding.AwayFromZero),
            1,
            Math.Min(step.UpdatesPerStep, lineages));
}
