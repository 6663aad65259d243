namespace Guide.Recipes;

/// <summary>Keys that have an effect only under a condition. One that is written although its condition fails would parse and do nothing: an error.</summary>
public static class RecipeConditions
{
    private const string NeedsGuidance = "guidance.enabled is true";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecipeCondition> All { get; } =
    [
        .. ((string[])["version", "token_file", "timeout_seconds", "concurrency", "largest_answer"]).Select(key => new RecipeCondition($"verification.http.{key}", "verification.http.url is given", r => r.Verification.Http.Url is not null)),
        .. ((string[])["type", "sha256", "timeout_seconds", "concurrency"]).Select(key => new RecipeCondition($"verification.assembly.{key}", "verification.assembly.path is given", r => r.Verification.Assembly.Path is not null)),
        new("guidance.success_threshold", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.composition", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.shaping", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.template", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.behavior", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.percentile", $"{NeedsGuidance} and guidance.shaping is percentile", r => r.Guidance is { Enabled: true, Shaping: Shaping.Percentile }),
        new("guidance.gamma_floor", $"{NeedsGuidance} and guidance.shaping is percentile", r => r.Guidance is { Enabled: true, Shaping: Shaping.Percentile }),
        new("guidance.scope", $"{NeedsGuidance} and guidance.shaping is percentile", r => r.Guidance is { Enabled: true, Shaping: Shaping.Percentile }),
        new("guidance.constant", $"{NeedsGuidance} and guidance.shaping is constant or power", r => r.Guidance is { Enabled: true, Shaping: Shaping.Constant or Shaping.Power }),
        new("guidance.cap", $"{NeedsGuidance} and guidance.shaping is truncated, prefix_product, prefix_mean or sequence_mean", r => r.Guidance is { Enabled: true, Shaping: Shaping.Truncated or Shaping.PrefixProduct or Shaping.PrefixMean or Shaping.SequenceMean }),
        new("guidance.sources", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.retire_after", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.largest_share", NeedsGuidance, r => r.Guidance.Enabled),
        new("guidance.levels", $"{NeedsGuidance} and guidance.sources names more than data", r => MakesHints(r)),
        new("guidance.strength", $"{NeedsGuidance} and guidance.sources names more than data", r => MakesHints(r)),
        new("guidance.teacher", $"{NeedsGuidance} and guidance.sources names teacher", r => r.Guidance.Enabled && GuidanceWords.Has(r.Guidance, HintSource.Teacher)),
        new("guidance.self", $"{NeedsGuidance} and guidance.sources names self", r => r.Guidance.Enabled && GuidanceWords.Has(r.Guidance, HintSource.Self)),
        new("objective.dual_clip", "objective.loss is dual_clip", r => r.Objective.Loss == LossKind.DualClip),
        new("objective.aggregation", "objective.loss is not gspo, which is a mean over sequences", r => r.Objective.Loss != LossKind.Gspo),
        new("objective.kl.estimator", "objective.kl.coefficient > 0", r => r.Objective.Kl.Coefficient > 0),
        new("objective.kl.term", "objective.kl.coefficient > 0", r => r.Objective.Kl.Coefficient > 0),
        new("objective.kl.reference", "objective.kl.coefficient > 0", r => r.Objective.Kl.Coefficient > 0),
        new("objective.off_policy.cap", "objective.off_policy.correction is truncated", r => r.Objective.OffPolicy.Correction == OffPolicyCorrection.Truncated),
        new("objective.value", "objective.advantage is gae", r => r.Objective.Advantage == AdvantageKind.Gae),
        new("objective.value.guided_in_value_loss", $"objective.advantage is gae and {NeedsGuidance}", r => r.Objective.Advantage == AdvantageKind.Gae && r.Guidance.Enabled),
        new("data.dial.unguided_shortcut", "data.dial.guided_shortcut > 0", r => r.Data.Dial.GuidedShortcut > 0),
        new("data.dial", "data.environment is dial", r => r.Data.Environment == "dial"),
        new("data.prompt_template", "data.prompts is given", r => r.Data.Prompts is not null),
        new("evaluation.prompt_template", "evaluation.prompts is given", r => r.Evaluation.Prompts is not null),
        new("sampling.system_prompt", "sampling.chat_template is not none", r => r.Sampling.ChatTemplate != "none"),
        new("sampling.template_variables", "sampling.chat_template is not none", r => r.Sampling.ChatTemplate != "none"),
        new("sampling.template_date", "sampling.chat_template is not none", r => r.Sampling.ChatTemplate != "none"),
        new("data.first_prompts", "data.prompts is given", r => r.Data.Prompts is not null),
        new("policy.hidden_size", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        new("policy.intermediate_size", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        new("policy.layers", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        new("policy.heads", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        new("policy.key_value_heads", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        new("policy.warm_start_updates", "data.environment is given", r => r.Data.Environment is not null),
        new("policy.warm_start_batch", "policy.warm_start_updates > 0", r => r.Policy.WarmStartUpdates > 0),
        new("policy.warm_start_learning_rate", "policy.warm_start_updates > 0", r => r.Policy.WarmStartUpdates > 0),
        new("policy.lora.alpha", "policy.lora.rank > 0", r => r.Policy.Lora.Rank > 0),
        new("policy.lora.target_modules", "policy.lora.rank > 0", r => r.Policy.Lora.Rank > 0),
        new("step.max_fill_factor", "step.dynamic_sampling is fill", r => r.Step.DynamicSampling == DynamicSampling.Fill),
        new("verification.strict_format", "data.prompts is given and verification.scripted_reward is not", r => r.Data.Prompts is not null && r.Verification.ScriptedReward is null),
        new("verification.answer_from", @"data.prompts is given, verification.scripted_reward is not, and verification.strict_format (which reads the one \boxed{}) is false", r => r.Data.Prompts is not null && r.Verification is { ScriptedReward: null, StrictFormat: false }),
        new("evaluation.samples_per_problem", "there are held-out prompts (evaluation.prompts or data.environment)", r => IsEvaluated(r)),
        new("evaluation.every_versions", "there are held-out prompts (evaluation.prompts or data.environment)", r => IsEvaluated(r)),
    ];

    private static bool MakesHints(RunRecipe recipe) => recipe.Guidance.Enabled && recipe.Guidance.Sources.Trim() != "data";

    private static bool IsEvaluated(RunRecipe recipe) => recipe.Evaluation.Prompts is not null || recipe.Data.Environment is not null;
}
