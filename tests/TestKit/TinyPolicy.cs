using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;

namespace Guide.TestKit;

/// <summary>A random policy small enough that a group takes a millisecond; its language is sixteen words.</summary>
internal static class TinyPolicy
{
    public const int Context = 48;

    public static readonly IReadOnlyList<string> Words =
        ["<unk>", ".", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "?", "#", "hint"];

    /// <summary>Writes the checkpoint folder of version 0 and gives its SHA-256.</summary>
    public static string Write(string folder, int seed = 1)
    {
        var tokenizer = Directory.CreateTempSubdirectory("guide-words-").FullName;
        try
        {
            WordLevelTokenizerWriter.Write(tokenizer, Words, eos: ".");
            using var model = CausalLm.CreateRandom(
                new PolicyConfig
                {
                    VocabularySize = Words.Count,
                    HiddenSize = 16,
                    IntermediateSize = 24,
                    Layers = 1,
                    Heads = 2,
                    KeyValueHeads = 2,
                    HeadDim = 8,
                    MaxPositions = Context,
                    EosIds = [1],
                },
                seed);
            return PolicyCheckpoint.Save(folder, model, tokenizerFrom: tokenizer);
        }
        finally
        {
            Directory.Delete(tokenizer, recursive: true);
        }
    }
}
