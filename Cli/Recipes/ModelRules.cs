using Guide.Contracts;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;

namespace Guide.Cli.Recipes;

/// <summary>What a recipe may say about the model is what the model library knows.</summary>
internal static class ModelRules
{
    /// <summary>Rules that need its names.</summary>
    public static IReadOnlyList<RecipeRule> All { get; } =
    [
        new(
            "sampling.chat_template",
            r => r.Sampling.ChatTemplate == "auto" || ChatTemplate.Names.Contains(r.Sampling.ChatTemplate),
            r => $"'{r.Sampling.ChatTemplate}' is no template; there are auto, {string.Join(", ", ChatTemplate.Names)}; the nearest is '{Nearest.Of(r.Sampling.ChatTemplate, ChatTemplate.Names.Append("auto"))}'"),
        new("sampling.template_variables", r => ChatProblem(r.Sampling with { TemplateDate = new SamplingRecipe().TemplateDate }) is null, r => ChatProblem(r.Sampling with { TemplateDate = new SamplingRecipe().TemplateDate }) ?? ""),
        new("sampling.template_date", r => ChatProblem(r.Sampling with { TemplateVariables = "" }) is null, r => ChatProblem(r.Sampling with { TemplateVariables = "" }) ?? ""),
        new("sampling.stop_ids", r => StopProblem(r.Sampling with { StopStrings = "" }) is null, r => StopProblem(r.Sampling with { StopStrings = "" }) ?? ""),
        new("sampling.stop_strings", r => StopProblem(r.Sampling with { StopIds = "" }) is null, r => StopProblem(r.Sampling with { StopIds = "" }) ?? ""),
        new("guidance.template", r => TemplateProblem(r) is null, r => TemplateProblem(r) ?? ""),
        new(
            "policy.lora.target_modules",
            r => UnknownModule(r.Policy.Lora) is null,
            r => $"'{UnknownModule(r.Policy.Lora)}' is no module that can be adapted; there are all, {string.Join(", ", LoraSettings.AllModules)}"),
    ];

    private static string? ChatProblem(SamplingRecipe sampling)
    {
        try
        {
            _ = ChatSettings.Of(sampling);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    private static string? StopProblem(SamplingRecipe sampling)
    {
        try
        {
            _ = StopSettings.Of(sampling);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    // Of "auto" the checkpoint knows the answer: it is asked when the run starts.
    private static string? TemplateProblem(RunRecipe recipe) =>
        recipe.Guidance.Enabled && ChatTemplate.Find(recipe.Sampling.ChatTemplate) is { } chat ? PromptText.Problem(recipe.Guidance.Template, chat) : null;

    private static string? UnknownModule(LoraRecipe lora) =>
        LoraSettings.Modules(lora) is { Count: > 0 } modules ? modules.FirstOrDefault(m => !LoraSettings.AllModules.Contains(m)) : "";
}
