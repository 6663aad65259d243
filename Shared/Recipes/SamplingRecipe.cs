using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>
/// How training rollouts are sampled. There is no top_p, top_k or penalty here: with any of them the importance ratio would not be 1
/// on-policy. Filters are for evaluation.
/// </summary>
public sealed record SamplingRecipe
{
    /// <summary>Rollouts of one group.</summary>
    [Range(1, 4096)]
    public int GroupSize { get; init; } = 8;

    /// <summary>Logits are divided by it, in sampling and in training.</summary>
    [Range(0.01, 10.0)]
    public double Temperature { get; init; } = 1.0;

    /// <summary>Longest prompt in tokens, hint included.</summary>
    [Range(1, 1_000_000)]
    public int MaxPromptTokens { get; init; } = 1024;

    /// <summary>Completion budget in tokens; reaching it is finish reason Length.</summary>
    [Range(1, 1_000_000)]
    public int MaxCompletionTokens { get; init; } = 3072;

    /// <summary>How a prompt becomes the sampling context: "none" (the text alone), "auto" (the checkpoint's own template), or a template's name.</summary>
    public string ChatTemplate { get; init; } = "none";

    /// <summary>The system prompt; null = the template's own default, or none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Variables of the chat template, "name=value" with commas between them, for example "enable_thinking=false".</summary>
    public string TemplateVariables { get; init; } = "";

    /// <summary>What the chat template is told the date is (yyyy-MM-dd): fixed, so that all of a run is sampled under one text.</summary>
    public string TemplateDate { get; init; } = "2024-07-26";

    /// <summary>Ids that end a completion beside those of the checkpoint, with commas between them.</summary>
    public string StopIds { get; init; } = "";

    /// <summary>Texts that end a completion beside those of the checkpoint: one text, or a JSON list of them, as ["Question:", "\n\n"].</summary>
    public string StopStrings { get; init; } = "";

    /// <summary>What samples.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Local;

    /// <summary>
    /// Largest mean |LogProbs − BehaviorLogProbs| in nats a token where sampler and trainer say they have the same weights and context:
    /// beyond it the sampler is not the policy, and the run ends.
    /// </summary>
    [Range(1e-6, 100.0)]
    public double MaxLogProbGap { get; init; } = 0.1;
}
