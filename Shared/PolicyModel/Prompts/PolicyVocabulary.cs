using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;

namespace Guide.PolicyModel.Prompts;

/// <summary>What turns prompts into contexts, ends completions and turns them into text; the same for all versions of a run. Thread-safe.</summary>
/// <param name="Tokenizer">Text to ids and back.</param>
/// <param name="Template">How a prompt becomes what the model was trained to answer.</param>
/// <param name="StopIds">Ids that end a completion.</param>
/// <param name="StopStrings">Texts that end a completion.</param>
/// <param name="MaxPositions">Context length in tokens.</param>
/// <param name="Size">Ids the model can give; at least the tokenizer's.</param>
public sealed record PolicyVocabulary(
    ITokenizer Tokenizer, ChatTemplate Template, IReadOnlyList<int> StopIds, IReadOnlyList<string> StopStrings, int MaxPositions, int Size)
{
    private const int PromptsLookedAt = 1000;

    /// <summary>Reads a checkpoint folder, no weights.</summary>
    /// <param name="folder">The checkpoint; of an adapter, its base is read.</param>
    /// <param name="sampling">The chat template and what it is given.</param>
    /// <exception cref="CheckpointException">A file is missing or malformed, or the template is not known.</exception>
    public static PolicyVocabulary Of(string folder, SamplingRecipe sampling)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        var words = PolicyWords.Of(folder);
        var tokenizer = words.Tokenizer ?? throw new CheckpointException(folder, "no tokenizer.json");
        var template = TemplateOf(words.Folder, sampling.ChatTemplate, ChatSettings.Of(sampling));
        var (size, stops) = (words.Config.VocabularySize, StopSettings.Of(sampling));
        if (stops.Ids.Where(id => id >= size).ToArray() is [var outside, ..])
        {
            throw GuideException.Usage($"the stop id {outside} is outside the vocabulary of {size} of {folder}.");
        }

        int? unnamed = TurnEndOf(template, tokenizer) is { } end && end < size && !words.StopIds.Contains(end) && !stops.Ids.Contains(end) ? end : null;
        return new PolicyVocabulary(
            tokenizer,
            template,
            [.. words.StopIds.Union(stops.Ids).Union(unnamed is { } id ? [id] : [])],
            [.. words.StopStrings.Union(stops.Texts, StringComparer.Ordinal)],
            words.Config.MaxPositions,
            size) { UnnamedTurnEnd = unnamed };
    }

    /// <summary>
    /// The id that ends turns in the chat template and that neither the checkpoint's configuration nor the recipe names; it stops completions all the
    /// same, or they would run on into turns of their own. Null = there is none.
    /// </summary>
    public int? UnnamedTurnEnd { get; init; }

    /// <summary>What <see cref="UnnamedTurnEnd"/> looks like; null without it.</summary>
    public string? UnnamedTurnEndText => UnnamedTurnEnd is { } id ? Tokenizer.Decode([id], skipSpecialTokens: false) : null;

    /// <summary>The ids of a prompt: the training context of every group, and the sampling context of an unguided one.</summary>
    /// <exception cref="TokenizationException">A part of the text has no id.</exception>
    public int[] Unguided(string prompt) => Encode(Render(PromptText.Unguided(prompt)));

    /// <summary>The ids a guided group is sampled under.</summary>
    /// <exception cref="TokenizationException">A part of the text has no id.</exception>
    public int[] Guided(string prompt, string template, string hint) => Encode(Render(PromptText.Guided(prompt, template, hint)));

    /// <summary>What a completion says: the text of its tokens without the stop id that ended it. A stop string is text, and stays.</summary>
    public string TextOf(SampledCompletion completion)
    {
        ArgumentNullException.ThrowIfNull(completion);
        var ids = completion.TokenIds.AsSpan();
        return Tokenizer.Decode(completion.FinishReason == FinishReason.Stop && ids.Length > 0 && StopIds.Contains(ids[^1]) ? ids[..^1] : ids);
    }

    /// <summary>
    /// Why a completion sampled under one context cannot be trained under the other; null = it can. Both must end in the same generation prompt
    /// (without a chat template: the end of the prompt itself, of which the last id is looked at here) and have at most one begin-of-sequence.
    /// </summary>
    /// <param name="prompt">Its words.</param>
    /// <param name="trainingContext">Of <see cref="Unguided"/>.</param>
    /// <param name="samplingContext">Of <see cref="Guided"/>, or the same.</param>
    public string? Conflict(string prompt, ReadOnlySpan<int> trainingContext, ReadOnlySpan<int> samplingContext)
    {
        var ending = Math.Max(1, trainingContext.Length - Encode(Render(PromptText.Unguided(prompt))[..^Template.Ending.Length]).Length);
        if (trainingContext.Length < ending || samplingContext.Length < ending || !trainingContext[^ending..].SequenceEqual(samplingContext[^ending..]))
        {
            return "with its hint it ends in other tokens than alone";
        }

        return Tokenizer.BosId is { } bos && Math.Max(trainingContext.Count(bos), samplingContext.Count(bos)) > 1
            ? $"it has more than one begin-of-sequence token (id {bos})"
            : null;
    }

    /// <summary>
    /// Why a run cannot train on what it samples; null = it can, as far as the first prompts show. Looked at when a run starts; every group is
    /// looked at again when it is sampled.
    /// </summary>
    /// <param name="template">How a hint joins its prompt; null = no group is hinted.</param>
    /// <param name="prompts">Ids, words and hints (null = none) of the prompts.</param>
    /// <returns>The recipe's key and what is wrong with it.</returns>
    public string? Problem(string? template, IEnumerable<(string Id, string Prompt, string? Hint)> prompts)
    {
        if (template is not null && PromptText.Problem(template, Template) is { } problem)
        {
            return $"'guidance.template' {problem}";
        }

        foreach (var (id, prompt, hint) in prompts.Take(PromptsLookedAt))
        {
            int[] training, sampling;
            try
            {
                training = Unguided(prompt);
                sampling = template is null || hint is null ? training : Guided(prompt, template, hint);
            }
            catch (TokenizationException)
            {
                continue; // Its group is discarded, with the reason; the others train.
            }

            if (Conflict(prompt, training, sampling) is { } conflict)
            {
                return $"'{(ReferenceEquals(training, sampling) ? "data.prompts" : "guidance.template")}' does not go with the prompt '{id}': {conflict}";
            }
        }

        return null;
    }

    private string Render(string text) => Template.Render(text);

    private int[] Encode(string rendered)
    {
        var ids = Tokenizer.Encode(rendered, addSpecialTokens: !Template.WritesSpecialTokens);
        return Array.Find(ids, id => id >= Size) is var beyond && beyond >= Size && Size > 0
            ? throw new TokenizationException($"the token '{Tokenizer.Decode([beyond], skipSpecialTokens: false)}' (id {beyond}) has no row in the model's embedding of {Size}")
            : ids;
    }

    /// <summary>The special token with which the template ends an answer; null where it ends in other text.</summary>
    private static int? TurnEndOf(ChatTemplate template, ITokenizer tokenizer)
    {
        var text = template.TurnEnd.TrimStart();
        return text.Length > 0 && tokenizer.Encode(text) is [var first, ..] && tokenizer.Decode([first], skipSpecialTokens: true).Length == 0
            && text.StartsWith(tokenizer.Decode([first], skipSpecialTokens: false), StringComparison.Ordinal)
            ? first
            : null;
    }

    private static ChatTemplate TemplateOf(string folder, string name, ChatSettings settings) => name == "auto"
        ? ChatTemplate.Of(folder, settings)
        : ChatTemplate.Find(name, settings) ?? throw new CheckpointException(folder, $"there is no chat template '{name}'; name auto or one of {string.Join(", ", ChatTemplate.Names)}");
}
