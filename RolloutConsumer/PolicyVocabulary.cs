using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;

namespace Guide.RolloutConsumer;

/// <summary>What turns prompts into contexts and ends completions; the same for all versions of a run. Thread-safe.</summary>
/// <param name="Tokenizer">Text to ids and back.</param>
/// <param name="Template">How a prompt becomes what the model was trained to answer.</param>
/// <param name="StopIds">Ids that end a completion.</param>
/// <param name="StopStrings">Texts that end a completion.</param>
/// <param name="MaxPositions">Context length in tokens.</param>
/// <param name="Size">Ids the model can give; at least the tokenizer's.</param>
public sealed record PolicyVocabulary(
    ITokenizer Tokenizer, ChatTemplate Template, IReadOnlyList<int> StopIds, IReadOnlyList<string> StopStrings, int MaxPositions, int Size)
{
    /// <summary>Reads a checkpoint folder, no weights.</summary>
    /// <param name="folder">The checkpoint; of an adapter, its base is read.</param>
    /// <param name="chatTemplate">A template's name, or "auto": the one the checkpoint names.</param>
    /// <exception cref="CheckpointException">A file is missing or malformed, or the template is not known.</exception>
    public static PolicyVocabulary Of(string folder, string chatTemplate)
    {
        var words = PolicyWords.Of(folder);
        return new PolicyVocabulary(
            words.Tokenizer ?? throw new CheckpointException(folder, "no tokenizer.json"),
            TemplateOf(words.Folder, chatTemplate),
            words.StopIds,
            words.StopStrings,
            words.Config.MaxPositions,
            words.Config.VocabularySize);
    }

    /// <summary>The ids of a prompt: the training context of every group, and the sampling context of an unguided one.</summary>
    /// <exception cref="TokenizationException">A part of the text has no id.</exception>
    public int[] Unguided(string prompt) => Encode(PromptText.Unguided(prompt));

    /// <summary>The ids a guided group is sampled under.</summary>
    /// <exception cref="TokenizationException">A part of the text has no id.</exception>
    public int[] Guided(string prompt, string template, string hint) => Encode(PromptText.Guided(prompt, template, hint));

    private int[] Encode(string text) => Tokenizer.Encode(Template.Render(text), addSpecialTokens: !Template.WritesSpecialTokens);

    private static ChatTemplate TemplateOf(string folder, string name) => name == "auto"
        ? ChatTemplate.Of(folder)
        : ChatTemplate.Find(name) ?? throw new CheckpointException(folder, $"there is no chat template '{name}'; name auto or one of {string.Join(", ", ChatTemplate.Names)}");
}
