using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guide.PolicyModel.Tokens;

/// <summary>Makes the tokenizer files of a generated environment: words separated by spaces, one id a word.</summary>
public static class WordLevelTokenizerWriter
{
    /// <summary>Writes tokenizer.json and tokenizer_config.json into an existing folder.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="words">Word i has id i; distinct, without white space.</param>
    /// <param name="bos">The word that begins a sequence, or null.</param>
    /// <param name="eos">The word that ends one, or null. Ordinary words, so that decoding keeps them.</param>
    public static void Write(string folder, IReadOnlyList<string> words, string? bos = null, string? eos = null)
    {
        if (words.Distinct(StringComparer.Ordinal).Count() != words.Count || words.Any(w => w.Length == 0 || w.Any(char.IsWhiteSpace)))
        {
            throw new ArgumentException("words must be distinct, not empty and without white space", nameof(words));
        }

        var vocabulary = new JsonObject();
        foreach (var (id, word) in words.Index())
        {
            vocabulary[word] = id;
        }

        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "<unk>" },
        };
        var config = new JsonObject { ["tokenizer_class"] = "PreTrainedTokenizerFast", ["bos_token"] = bos, ["eos_token"] = eos };
        var options = new JsonSerializerOptions { WriteIndented = true };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer.ToJsonString(options) + "\n");
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), config.ToJsonString(options) + "\n");
    }
}
