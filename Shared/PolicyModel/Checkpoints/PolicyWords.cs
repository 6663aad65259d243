using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>What a checkpoint says beside its weights: enough to make prompts for it and to know when its completions end.</summary>
/// <param name="Folder">Where the files are; for an adapter its base's folder.</param>
/// <param name="Config">Its shape.</param>
/// <param name="Tokenizer">Null where there is no tokenizer.json.</param>
/// <param name="StopIds">Ids that end a completion: of generation_config.json, else config.json, else the tokenizer.</param>
/// <param name="StopStrings">Texts that end a completion: of generation_config.json; mostly none.</param>
public sealed record PolicyWords(string Folder, PolicyConfig Config, ITokenizer? Tokenizer, IReadOnlyList<int> StopIds, IReadOnlyList<string> StopStrings)
{
    /// <summary>Reads a checkpoint folder, no weights.</summary>
    /// <exception cref="CheckpointException">Missing or malformed; one line says what.</exception>
    public static PolicyWords Of(string folder)
    {
        if (LoraAdapter.IsAdapter(folder))
        {
            return Of(LoraAdapter.BaseOf(folder));
        }

        var config = PolicyConfigJson.Read(Path.Combine(folder, "config.json"));
        var tokenizer = TokenizerLoader.TryLoad(folder);
        if (tokenizer is PipelineTokenizer { OwnVocabularySize: var size } && size > config.VocabularySize)
        {
            // Added tokens may lie beyond the embedding, as in transformers: only a text that has one is refused.
            throw new CheckpointException(folder, $"the tokenizer's vocabulary has {size} ids, the model only {config.VocabularySize}");
        }

        var generation = Path.Combine(folder, "generation_config.json");
        var named = PolicyConfigJson.ReadGenerationStopIds(generation);
        if (named?.Where(id => id < 0 || id >= config.VocabularySize).ToArray() is [var outside, ..])
        {
            throw new CheckpointException(generation, $"eos_token_id {outside} is outside the vocabulary of {config.VocabularySize}");
        }

        return new PolicyWords(
            folder,
            config,
            tokenizer,
            named ?? (config.EosIds.Count > 0 ? config.EosIds : [.. (tokenizer?.StopIds ?? []).Where(id => id < config.VocabularySize)]),
            PolicyConfigJson.ReadGenerationStopStrings(generation));
    }
}
