using System.ComponentModel.DataAnnotations;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;

namespace Guide.Cli.Recipes;

/// <summary>What must hold between and beyond single settings.</summary>
internal static class RecipeRules
{
    private const string NeedsGuidance = "guidance.enabled is true";

    /// <summary>
    /// Keys that have an effect only under a condition. A key that is written although the condition fails in every arm it applies
    /// to would parse and do nothing: an error.
    /// </summary>
    private static readonly (string Key, string Condition, Func<RunRecipe, bool> Applies)[] Conditions =
    [
        ("guidance.success_threshold", NeedsGuidance, r => r.Guidance.Enabled),
        ("guidance.composition", NeedsGuidance, r => r.Guidance.Enabled),
        ("guidance.shaping", NeedsGuidance, r => r.Guidance.Enabled),
        ("guidance.template", NeedsGuidance, r => r.Guidance.Enabled),
        ("guidance.percentile", $"{NeedsGuidance} and guidance.shaping is percentile", r => r.Guidance is { Enabled: true, Shaping: Shaping.Percentile }),
        ("guidance.scope", $"{NeedsGuidance} and guidance.shaping is percentile", r => r.Guidance is { Enabled: true, Shaping: Shaping.Percentile }),
        ("guidance.constant", $"{NeedsGuidance} and guidance.shaping is constant or power", r => r.Guidance is { Enabled: true, Shaping: Shaping.Constant or Shaping.Power }),
        ("data.dial", "data.environment is dial", r => r.Data.Environment == "dial"),
        ("data.first_prompts", "data.prompts is given", r => r.Data.Prompts is not null),
        ("policy.hidden_size", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        ("policy.intermediate_size", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        ("policy.layers", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        ("policy.heads", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        ("policy.key_value_heads", "policy.checkpoint is not given", r => r.Policy.Checkpoint is null),
        ("policy.warm_start_updates", "data.environment is given", r => r.Data.Environment is not null),
        ("policy.warm_start_batch", "policy.warm_start_updates > 0", r => r.Policy.WarmStartUpdates > 0),
        ("policy.warm_start_learning_rate", "policy.warm_start_updates > 0", r => r.Policy.WarmStartUpdates > 0),
        ("policy.lora.alpha", "policy.lora.rank > 0", r => r.Policy.Lora.Rank > 0),
        ("policy.lora.target_modules", "policy.lora.rank > 0", r => r.Policy.Lora.Rank > 0),
        ("step.max_fill_factor", "step.dynamic_sampling is fill", r => r.Step.DynamicSampling == DynamicSampling.Fill),
        ("verification.strict_format", "data.prompts is given and verification.scripted_reward is not", r => r.Data.Prompts is not null && r.Verification.ScriptedReward is null),
        ("verification.answer_from", @"data.prompts is given, verification.scripted_reward is not, and verification.strict_format (which reads the one \boxed{}) is false", r => r.Data.Prompts is not null && r.Verification is { ScriptedReward: null, StrictFormat: false }),
    ];

    /// <summary>Every annotation of every record of the recipe.</summary>
    public static void CheckRanges(ArmRecipe arm)
    {
        foreach (var (key, property) in RecipeSchema.Keys)
        {
            var value = RecipeSchema.Read(arm.Recipe, key);
            foreach (var rule in property.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>())
            {
                if (!rule.IsValid(value))
                {
                    throw Wrong(arm, key, Explain(key, value, rule));
                }
            }
        }
    }

    /// <summary>What one setting demands of another.</summary>
    public static void CheckCrossFields(ArmRecipe arm)
    {
        var r = arm.Recipe;
        Check(arm, "data.prompts", (r.Data.Prompts is null) != (r.Data.Environment is null), "give either data.prompts (a prompt file) or data.environment (dial), not both and not neither");
        Check(arm, "data.environment", r.Data.Environment is null or "dial", $"'{r.Data.Environment}' is not an environment; there is: dial");
        Check(arm, "policy.hidden_size", r.Policy.Checkpoint is not null || r.Policy.HiddenSize % r.Policy.Heads == 0, $"{r.Policy.HiddenSize} is not divisible by policy.heads ({r.Policy.Heads})");
        Check(arm, "policy.hidden_size", r.Policy.Checkpoint is not null || r.Policy.HiddenSize / r.Policy.Heads % 2 == 0, $"policy.hidden_size / policy.heads is {r.Policy.HiddenSize / r.Policy.Heads}; rotary positions need an even number");
        Check(arm, "policy.key_value_heads", r.Policy.Checkpoint is not null || r.Policy.Heads % r.Policy.KeyValueHeads == 0, $"policy.heads ({r.Policy.Heads}) is not divisible by {r.Policy.KeyValueHeads}");
        Check(arm, "policy.checkpoint", r.Policy.Checkpoint is not null || r.Data.Environment is not null, "a run on a prompt file starts from a checkpoint folder; random weights are for generated environments");
        Check(arm, "policy.checkpoint", r.Policy.Checkpoint is null || r.Data.Environment is null, "a generated environment has its own vocabulary and its own policy; leave the checkpoint out");
        Check(arm, "sampling.group_size", r.Sampling.GroupSize >= 2, "a group needs at least 2 rollouts to have a baseline");
        Check(arm, "sampling.chat_template", r.Data.Environment is null || r.Sampling.ChatTemplate == "none", "a generated environment has no chat template");
        Check(arm, "sampling.chat_template", r.Sampling.ChatTemplate == "auto" || ChatTemplate.Find(r.Sampling.ChatTemplate) is not null, $"'{r.Sampling.ChatTemplate}' is no template; there are auto, {string.Join(", ", ChatTemplate.Names)}; the nearest is '{Nearest.Of(r.Sampling.ChatTemplate, ChatTemplate.Names.Append("auto"))}'");
        Check(arm, "policy.lora.target_modules", UnknownModule(r.Policy.Lora) is null, $"'{UnknownModule(r.Policy.Lora)}' is no module that can be adapted; there are all, {string.Join(", ", LoraSettings.AllModules)}");
        Check(arm, "verification.answer_from", UnknownPlace(r.Verification) is null, UnknownPlace(r.Verification) ?? "");
        Check(arm, "sampling.sampler", r.Sampling.Sampler == SamplerKind.Local || !r.Deterministic, "a deterministic run samples locally");
        Check(arm, "step.updates_per_step", r.Step.UpdatesPerStep <= r.Step.RootGroupsPerStep, $"{r.Step.UpdatesPerStep} updates cannot share {r.Step.RootGroupsPerStep} groups");
        Check(arm, "deterministic", !r.Deterministic || r.Step.MaxStaleness == 0, "the same bytes are promised at step.max_staleness 0 only");
        Check(arm, "guidance.template", Count(r.Guidance.Template, "{hint}") == 1 && Count(r.Guidance.Template, "{prompt}") == 1, "must contain {hint} and {prompt} once each");
        Check(arm, "guidance.template", TemplateProblem(r) is null, TemplateProblem(r) ?? "");
        Check(arm, "guidance.enabled", arm.MatchRolloutsOf is null || !r.Guidance.Enabled, "an arm with match_rollouts_of samples a known number of rollouts a step: it has no guidance");
        Check(arm, "step.dynamic_sampling", arm.MatchRolloutsOf is null || r.Step.DynamicSampling == DynamicSampling.Off, "an arm with match_rollouts_of samples a known number of rollouts a step: it does not fill");
        Check(arm, "step.keep_checkpoints", arm.MatchRolloutsOf is null || r.Step.KeepCheckpoints == 0, "an arm with match_rollouts_of is also evaluated at the other arm's last version: it keeps all checkpoints");
        Check(arm, "optimizer.schedule", arm.MatchRolloutsOf is null || r.Optimizer.Schedule == LearningRateSchedule.Constant, "an arm with match_rollouts_of learns its steps late: only the constant schedule gives it the same learning rates");
    }

    /// <summary>A written key that has no effect is an error: its writer believes otherwise.</summary>
    public static void CheckApplicable(IReadOnlyList<ArmRecipe> arms)
    {
        foreach (var (key, condition, applies) in Conditions)
        {
            foreach (var arm in arms)
            {
                foreach (var (written, origin) in arm.Origins.Where(o => o.Key == key || o.Key.StartsWith(key + ".", StringComparison.Ordinal)))
                {
                    var concerned = origin.Arm is null ? arms.Where(a => a.Origins.TryGetValue(written, out var o) && o == origin) : [arm];
                    if (!concerned.Any(a => applies(a.Recipe)))
                    {
                        throw GuideException.Usage($"{origin.Place}: '{written}' has no effect here: it applies when {condition}.");
                    }
                }
            }
        }
    }

    // Of "auto" the checkpoint knows the answer: it is asked when the run starts.
    private static string? TemplateProblem(RunRecipe recipe) =>
        recipe.Guidance.Enabled && ChatTemplate.Find(recipe.Sampling.ChatTemplate) is { } chat ? PromptText.Problem(recipe.Guidance.Template, chat) : null;

    private static string? UnknownModule(LoraRecipe lora) =>
        LoraSettings.Modules(lora) is { Count: > 0 } modules ? modules.FirstOrDefault(m => !LoraSettings.AllModules.Contains(m)) : "";

    private static string? UnknownPlace(VerificationRecipe verification)
    {
        try
        {
            _ = AnswerFormat.Sources(verification.AnswerFrom);
            return null;
        }
        catch (FormatException unknown)
        {
            return unknown.Message;
        }
    }

    private static void Check(ArmRecipe arm, string key, bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Wrong(arm, key, otherwise);
        }
    }

    private static GuideException Wrong(ArmRecipe arm, string key, string why)
    {
        var place = arm.Origins.TryGetValue(key, out var origin) ? $"{origin.Place}: " : "";
        return GuideException.Usage($"{place}'{key}'{(origin?.Arm is { } name ? $" of arm {name}" : "")}: {why}.");
    }

    private static string Explain(string key, object? value, ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => FormattableString.Invariant($"{value} is outside {range.Minimum} … {range.Maximum}"),
        RequiredAttribute => "needs a value",
        RegularExpressionAttribute when key == "name" => $"'{value}' is not a name of lower-case letters, digits and hyphens (at most 41)",
        RegularExpressionAttribute when key == "guidance.template" => "must contain {hint} and {prompt} once each",
        RegularExpressionAttribute pattern => $"'{value}' does not match {pattern.Pattern}",
        _ => rule.FormatErrorMessage(key),
    };

    private static int Count(string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
