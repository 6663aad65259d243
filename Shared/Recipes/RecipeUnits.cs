namespace Guide.Recipes;

/// <summary>The unit of every numeric setting, and what texts are, for <c>guide config explain</c>.</summary>
public static class RecipeUnits
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["seed"] = "seed",
        ["data.prompts"] = "path",
        ["data.environment"] = "name",
        ["data.prompt_template"] = "text with {prompt}",
        ["evaluation.prompt_template"] = "text with {prompt}",
        ["sampling.system_prompt"] = "text",
        ["data.dial.train_problems"] = "problems",
        ["data.dial.test_problems_per_tier"] = "problems",
        ["data.dial.easy_share"] = "share 0–0.5",
        ["data.dial.rare_word_chance"] = "probability",
        ["data.first_prompts"] = "prompts",
        ["data.epochs"] = "passes",
        ["policy.checkpoint"] = "folder",
        ["policy.hidden_size"] = "channels",
        ["policy.intermediate_size"] = "channels",
        ["policy.layers"] = "blocks",
        ["policy.heads"] = "heads",
        ["policy.key_value_heads"] = "heads",
        ["policy.warm_start_updates"] = "optimizer updates",
        ["policy.warm_start_batch"] = "sequences an update",
        ["policy.warm_start_learning_rate"] = "learning rate",
        ["policy.lora.rank"] = "rank (0 = off)",
        ["policy.lora.alpha"] = "scale × rank",
        ["policy.lora.target_modules"] = "names",
        ["sampling.max_log_prob_gap"] = "nats a token",
        ["sampling.group_size"] = "rollouts a group (G)",
        ["sampling.temperature"] = "logits are divided by it",
        ["sampling.max_prompt_tokens"] = "tokens",
        ["sampling.max_completion_tokens"] = "tokens",
        ["guidance.success_threshold"] = "share of a group (τ)",
        ["guidance.percentile"] = "quantile 0–1",
        ["guidance.constant"] = "c of the shaping",
        ["verification.max_attempts"] = "attempts a rollout",
        ["step.steps"] = "steps (policy versions)",
        ["step.root_groups_per_step"] = "root groups a step (B)",
        ["step.updates_per_step"] = "optimizer updates a step (U)",
        ["step.max_staleness"] = "policy versions (S)",
        ["step.max_fill_factor"] = "× B lineages (M)",
        ["step.keep_checkpoints"] = "folders, the newest; 0 = all",
        ["objective.clip_low"] = "ε_low",
        ["objective.clip_high"] = "ε_high",
        ["objective.tokens_per_microbatch"] = "tokens",
        ["optimizer.learning_rate"] = "learning rate",
        ["optimizer.warmup_updates"] = "optimizer updates",
        ["optimizer.beta1"] = "β1",
        ["optimizer.beta2"] = "β2",
        ["optimizer.weight_decay"] = "decoupled decay",
        ["optimizer.max_gradient_norm"] = "L2 norm",
        ["optimizer.optimizer_state_every"] = "versions",
        ["evaluation.prompts"] = "path",
        ["evaluation.samples_per_problem"] = "completions a problem (n)",
        ["evaluation.every_versions"] = "versions (0 = first and last)",
    };

    /// <summary>The unit, or "" for words and switches.</summary>
    public static string Of(string key) => Units.GetValueOrDefault(key, "");
}
