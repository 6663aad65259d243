using System.ComponentModel.DataAnnotations;

using Guide.Contracts.Judging;

namespace Guide.Recipes;

/// <summary>What must hold of single settings and between them.</summary>
public static class RecipeRules
{
    private static readonly RecipeRule[] BetweenSettings =
    [
        new("data.prompts", r => (r.Data.Prompts is null) != (r.Data.Environment is null), "give either data.prompts (a prompt file) or data.environment (dial), not both and not neither"),
        new("data.environment", r => r.Data.Environment is null or "dial", r => $"'{r.Data.Environment}' is not an environment; there is: dial"),
        new("policy.hidden_size", r => r.Policy.Checkpoint is not null || r.Policy.HiddenSize % r.Policy.Heads == 0, r => $"{r.Policy.HiddenSize} is not divisible by policy.heads ({r.Policy.Heads})"),
        new("policy.hidden_size", r => r.Policy.Checkpoint is not null || r.Policy.HiddenSize / r.Policy.Heads % 2 == 0, r => $"policy.hidden_size / policy.heads is {r.Policy.HiddenSize / r.Policy.Heads}; rotary positions need an even number"),
        new("policy.key_value_heads", r => r.Policy.Checkpoint is not null || r.Policy.Heads % r.Policy.KeyValueHeads == 0, r => $"policy.heads ({r.Policy.Heads}) is not divisible by {r.Policy.KeyValueHeads}"),
        new("policy.checkpoint", r => r.Policy.Checkpoint is not null || r.Data.Environment is not null, "a run on a prompt file starts from a checkpoint folder; random weights are for generated environments"),
        new("policy.checkpoint", r => r.Policy.Checkpoint is null || r.Data.Environment is null, "a generated environment has its own vocabulary and its own policy; leave the checkpoint out"),
        new("data.prompt_template", r => Count(r.Data.PromptTemplate, "{prompt}") == 1, "must contain {prompt} once"),
        new("evaluation.prompt_template", r => r.Evaluation.PromptTemplate is null || Count(r.Evaluation.PromptTemplate, "{prompt}") == 1, "must contain {prompt} once"),
        new("sampling.group_size", r => r.Sampling.GroupSize >= 2, "a group needs at least 2 rollouts to have a baseline"),
        new("sampling.chat_template", r => r.Data.Environment is null || r.Sampling.ChatTemplate == "none", "a generated environment has no chat template"),
        new("verification.answer_from", r => UnknownPlace(r.Verification) is null, r => UnknownPlace(r.Verification) ?? ""),
        new("verification.http.url", r => r.Verification.Http.FindProblem() is null, r => r.Verification.Http.FindProblem() ?? ""),
        new("verification.http.version", r => r.Verification.Http.Version.Trim().Length > 0, "needs a value"),
        new("sampling.sampler", r => r.Sampling.Sampler == SamplerKind.Local || !r.Deterministic, "a deterministic run samples locally"),
        new("step.updates_per_step", r => r.Step.UpdatesPerStep <= r.Step.RootGroupsPerStep, r => $"{r.Step.UpdatesPerStep} updates cannot share {r.Step.RootGroupsPerStep} groups"),
        new("deterministic", r => !r.Deterministic || r.Step.MaxStaleness == 0, "the same bytes are promised at step.max_staleness 0 only"),
        new("guidance.template", r => Count(r.Guidance.Template, "{hint}") == 1 && Count(r.Guidance.Template, "{prompt}") == 1, "must contain {hint} and {prompt} once each"),
        new("guidance.sources", r => GuidanceWords.SourcesProblem(r.Guidance) is null, r => GuidanceWords.SourcesProblem(r.Guidance) ?? ""),
        new("guidance.levels", r => GuidanceWords.LevelsProblem(r.Guidance) is null, r => GuidanceWords.LevelsProblem(r.Guidance) ?? ""),
        new("guidance.teacher.model", r => !GuidanceWords.Has(r.Guidance, HintSource.Teacher) || r.Guidance.Teacher.Model.Length > 0, "guidance.sources names teacher: say which model is asked"),
        new("guidance.sources", r => !r.Deterministic || !GuidanceWords.Has(r.Guidance, HintSource.Teacher), "a deterministic run asks no teacher: what it answers, and when, is not the run's"),
        new("guidance.sources", r => !r.Deterministic || !GuidanceWords.Has(r.Guidance, HintSource.Self), "a deterministic run makes no hints with the policy: which version is at hand then is not fixed"),
        new("guidance.self.template", r => r.Guidance.Self.Template.Contains("{solution}", StringComparison.Ordinal), "must contain {solution}"),
        .. ObjectiveRules.All,
        new("policy.lora.rank", r => r.Policy.Checkpoint is not null || r.Policy.Lora.Rank <= Math.Min(r.Policy.HiddenSize, r.Policy.IntermediateSize), r => $"{r.Policy.Lora.Rank} is more than the narrowest matrix has (policy.hidden_size is {r.Policy.HiddenSize})"),
    ];

    /// <summary>What an arm that samples as many rollouts as another one must keep besides: its number of steps is known late.</summary>
    private static readonly RecipeRule[] OfMatchingArms =
    [
        new("guidance.enabled", r => !r.Guidance.Enabled, "an arm with match_rollouts_of samples a known number of rollouts a step: it has no guidance"),
        new("step.dynamic_sampling", r => r.Step.DynamicSampling == DynamicSampling.Off, "an arm with match_rollouts_of samples a known number of rollouts a step: it does not fill"),
        new("optimizer.schedule", r => r.Optimizer.Schedule == LearningRateSchedule.Constant, "an arm with match_rollouts_of learns its steps late: only the constant schedule gives it the same learning rates"),
    ];

    /// <summary>Every rule between settings.</summary>
    public static IEnumerable<RecipeRule> All => BetweenSettings.Concat(OfMatchingArms);

    /// <summary>What is wrong with a recipe: the settings that are out of their ranges; if none is, what one setting demands of another.</summary>
    public static IReadOnlyList<RecipeViolation> Violations(RunRecipe recipe)
    {
        var outOfRange = OutOfRange(recipe).ToList();
        return outOfRange.Count > 0 ? outOfRange : Broken(BetweenSettings, recipe);
    }

    /// <summary>What is wrong with the recipe of an arm that samples as many rollouts as another one, beyond <see cref="Violations"/>.</summary>
    public static IReadOnlyList<RecipeViolation> ViolationsOfMatch(RunRecipe recipe) => Broken(OfMatchingArms, recipe);

    /// <summary>The rules that a recipe breaks, in their order.</summary>
    public static IReadOnlyList<RecipeViolation> Broken(IEnumerable<RecipeRule> rules, RunRecipe recipe) =>
        [.. rules.Where(rule => !rule.Holds(recipe)).Select(rule => new RecipeViolation(rule.Key, rule.Otherwise(recipe)))];

    private static IEnumerable<RecipeViolation> OutOfRange(RunRecipe recipe) =>
        from setting in RecipeSchema.Keys
        let value = RecipeSchema.Read(recipe, setting.Key)
        from rule in setting.Property.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>()
        where !rule.IsValid(value)
        select new RecipeViolation(setting.Key, Explain(setting.Key, value, rule));

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
