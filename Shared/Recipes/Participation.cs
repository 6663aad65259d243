using Guide.Contracts;

namespace Guide.Recipes;

/// <summary>
/// Which rollouts take part, and how many guided successes a root has places for. HintConsumer routes by these and the Learner trains by
/// them: a hint is never sampled for a lineage that no composition could train.
/// </summary>
public static class Participation
{
    /// <summary>The rollout has a reward and is not masked; only such rows enter means, counts, losses and the decision to hint.</summary>
    /// <param name="outcome">Outcome of its effective verdict; null = none.</param>
    /// <param name="reward">R; null = none.</param>
    /// <param name="finish">Why it ended.</param>
    /// <param name="truncated">What the recipe does with truncated rollouts.</param>
    public static bool TakesPart(VerdictOutcome? outcome, double? reward, FinishReason finish, TruncatedRollouts truncated) =>
        IsJudged(outcome, reward) && !(truncated == TruncatedRollouts.Mask && finish == FinishReason.Length);

    /// <summary>The rollout has a verdict with a reward.</summary>
    public static bool IsJudged(VerdictOutcome? outcome, double? reward) => reward is not null && outcome is { } known && known.IsJudged();

    /// <summary>
    /// The guided successes that the group which trains has places for. Balanced: max(0, min(⌊G/2⌋ − |U+|, |U−| − 1)), so one unguided failure
    /// always stays and hints make at most half the group; the other compositions take the child as it is.
    /// </summary>
    /// <param name="composition">How the group is composed.</param>
    /// <param name="groupSize">G.</param>
    /// <param name="successes">|U+|: correct rollouts of the root that take part.</param>
    /// <param name="failures">|U−|: its other rollouts that take part.</param>
    public static int GuidedPlaces(Composition composition, int groupSize, int successes, int failures) => composition == Composition.Balanced
        ? Math.Max(0, Math.Min((groupSize / 2) - successes, failures - 1))
        : groupSize;

    /// <summary>The most correct rollouts that a wholly judged and untruncated group may have and still be hinted; −1 = no group is.</summary>
    /// <param name="guidance">τ and composition.</param>
    /// <param name="groupSize">G.</param>
    public static int MostSuccesses(GuidanceRecipe guidance, int groupSize)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        var most = SuccessThreshold.Of(groupSize, guidance.SuccessThreshold);
        while (most >= 0 && GuidedPlaces(guidance.Composition, groupSize, most, groupSize - most) == 0)
        {
            most--;
        }

        return most;
    }
}
