using System.Text.Json.Nodes;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Transformer;

namespace Guide.TestKit;

/// <summary>A checkpoint of Qwen2.5's shape, cut small and with random weights: biased projections, tied embeddings, bytes as tokens, ChatML.</summary>
internal static class SmallQwen
{
    private const int EndOfText = 256;
    private const int ImStart = 257;
    private const int ImEnd = 258;

    private const string ChatTemplate =
        "{%- if messages[0]['role'] == 'system' %}{{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}{%- else %}{{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{%- endif %}"
        + "{%- for message in messages %}{%- if message.role != 'system' or not loop.first %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}{%- endif %}{%- endfor %}"
        + "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}";

    /// <summary>Writes the folder.</summary>
    public static void Write(string folder, int seed = 1)
    {
        using var model = CausalLm.CreateRandom(
            new PolicyConfig
            {
                Architecture = "Qwen2ForCausalLM", VocabularySize = 272, HiddenSize = 32, IntermediateSize = 64, Layers = 2, Heads = 4, KeyValueHeads = 2, HeadDim = 8,
                MaxPositions = 2048, RmsNormEpsilon = 1e-6, RopeTheta = 1e6, QkvBias = true, TieEmbeddings = true, EosIds = [ImEnd],
            },
            seed);
        PolicyCheckpoint.Save(folder, model, type: WeightType.BFloat16);

        var vocabulary = new JsonObject();
        foreach (var (id, letter) in Letters().Index())
        {
            vocabulary[letter] = id;
        }

        var added = new JsonArray([.. new[] { ("<|endoftext|>", EndOfText), ("<|im_start|>", ImStart), ("<|im_end|>", ImEnd) }
            .Select(token => (JsonNode)new JsonObject { ["id"] = token.Item2, ["content"] = token.Item1, ["special"] = true, ["normalized"] = false })]);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), new JsonObject
        {
            ["version"] = "1.0", ["added_tokens"] = added, ["normalizer"] = new JsonObject { ["type"] = "NFC" },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        }.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), new JsonObject { ["tokenizer_class"] = "Qwen2Tokenizer", ["eos_token"] = "<|im_end|>", ["pad_token"] = "<|endoftext|>", ["chat_template"] = ChatTemplate }.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), new JsonObject { ["eos_token_id"] = new JsonArray(ImEnd, EndOfText) }.ToJsonString());
    }

    /// <summary>The letter that stands for each byte, as GPT-2 chose them: printable ones for themselves, the others from U+0100 on.</summary>
    private static IEnumerable<string> Letters()
    {
        var next = 256;
        foreach (var value in Enumerable.Range(0, 256))
        {
            yield return value is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or (>= 0xae and <= 0xff) ? $"{(char)value}" : $"{(char)next++}";
        }
    }
}
