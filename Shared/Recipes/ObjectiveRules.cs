namespace Guide.Recipes;

/// <summary>Combinations of advantages, losses and corrections that mean nothing, each with its reason.</summary>
internal static class ObjectiveRules
{
    /// <summary>The rules.</summary>
    public static IReadOnlyList<RecipeRule> All { get; } =
    [
        new(
            "objective.loss",
            r => !r.Guidance.Enabled || r.Objective.Loss is not (LossKind.Gspo or LossKind.Cispo),
            r => $"{(r.Objective.Loss == LossKind.Gspo ? "gspo" : "cispo")} with guidance is not defined: a guided ratio divides by the policy that saw the hint and is shaped token by token; use ppo_clip or dual_clip, or guidance.enabled false"),
        new(
            "objective.loss",
            r => r.Objective.Loss != LossKind.Gspo || !HasTokenAdvantages(r.Objective),
            "gspo weighs a sequence as a whole: it needs one advantage a sequence, and gae, or reinforce_plus_plus with the distance in the reward, gives one a token"),
        new("objective.clip_low", r => r.Objective.ClipLow < 1 || r.Objective.Loss != LossKind.Gspo, "gspo with ε_low 1 never clips below; give it about 3e-4"),
        new(
            "objective.off_policy.correction",
            r => r.Objective.Loss != LossKind.Gspo || r.Objective.OffPolicy.Correction == OffPolicyCorrection.None,
            "gspo has one ratio a sequence: a weight a token has no place in it; reject sequences instead (objective.off_policy.sequences_below, sequences_above)"),
        new(
            "objective.off_policy.tokens_above",
            r => r.Objective.Loss != LossKind.Gspo || !r.Objective.OffPolicy.RejectsTokens(),
            "gspo has one ratio a sequence: it cannot leave out single tokens; reject sequences instead (objective.off_policy.sequences_below, sequences_above)"),
        new("objective.off_policy.tokens_above", r => r.Objective.OffPolicy.TokensAbove is 0 or >= 1, "a bound below 1 would reject tokens that were sampled by the policy itself"),
        new("objective.off_policy.sequences_above", r => r.Objective.OffPolicy.SequencesAbove is 0 or >= 1, "a bound below 1 would reject rows that were sampled by the policy itself"),
        new(
            "objective.kl.estimator",
            r => r.Objective.Kl is not { Coefficient: > 0, Term: KlPlace.Loss, Estimator: KlEstimator.K1 },
            "k1 in the loss has an expected gradient of 0, whatever the distance; use k2 or k3, or objective.kl.term reward"),
        new(
            "objective.overlong_tokens",
            r => r.Objective.OverlongTokens <= r.Sampling.MaxCompletionTokens,
            r => $"{r.Objective.OverlongTokens} tokens are more than a completion may have (sampling.max_completion_tokens is {r.Sampling.MaxCompletionTokens})"),
        new(
            "objective.overlong_tokens",
            r => r.Objective.OverlongTokens == 0 || r.Objective.Truncated == TruncatedRollouts.Zero,
            "rows that reach the budget are masked (objective.truncated is mask), so the reward would punish only those that nearly do; choose one of the two"),
        new(
            "objective.value.warmup_steps",
            r => r.Objective.Value.WarmupSteps < r.Step.Steps,
            r => $"{r.Objective.Value.WarmupSteps} steps without a change of the policy leave none to train it (step.steps is {r.Step.Steps})"),
    ];

    private static bool HasTokenAdvantages(ObjectiveRecipe objective) =>
        objective.Advantage == AdvantageKind.Gae
        || objective is { Advantage: AdvantageKind.ReinforcePlusPlus, Kl: { Coefficient: > 0, Term: KlPlace.Reward } };
}
