using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>config.json of the supported families, as Hugging Face's transformers writes and reads it.</summary>
public static class PolicyConfigJson
{
    private static readonly Dictionary<string, string> ModelTypes = new(StringComparer.Ordinal)
    {
        ["LlamaForCausalLM"] = "llama",
        ["Qwen2ForCausalLM"] = "qwen2",
        ["Qwen3ForCausalLM"] = "qwen3",
    };

    /// <summary>Reads a config.json file.</summary>
    /// <exception cref="CheckpointException">Missing, malformed, or not a supported architecture.</exception>
    public static PolicyConfig Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            return Parse(path, document.RootElement);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(path, "no such file", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(path, "not a valid model configuration", exception);
        }
    }

    /// <summary>The config.json text.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="type">The format the weights are stored in.</param>
    public static string Write(PolicyConfig config, WeightType type)
    {
        var root = new JsonObject
        {
            ["architectures"] = new JsonArray(config.Architecture),
            ["model_type"] = ModelTypes[config.Architecture],
            ["vocab_size"] = config.VocabularySize,
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["num_hidden_layers"] = config.Layers,
            ["num_attention_heads"] = config.Heads,
            ["num_key_value_heads"] = config.KeyValueHeads,
            ["head_dim"] = config.HeadDim,
            ["max_position_embeddings"] = config.MaxPositions,
            ["rms_norm_eps"] = config.RmsNormEpsilon,
            ["rope_theta"] = config.RopeTheta,
            ["rope_scaling"] = WriteScaling(config.RopeScaling),
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = config.TieEmbeddings,
            ["attention_bias"] = config.Architecture != "Qwen2ForCausalLM" && config.QkvBias,
            ["mlp_bias"] = config.MlpBias,
            ["attention_dropout"] = 0.0,
            ["initializer_range"] = 0.02,
            ["use_cache"] = true,
            ["bos_token_id"] = config.BosId,
            ["eos_token_id"] = config.EosIds.Count switch
            {
                0 => null,
                1 => config.EosIds[0],
                _ => new JsonArray([.. config.EosIds.Select(id => JsonValue.Create(id))]),
            },
            ["torch_dtype"] = type.ToString().ToLowerInvariant(),
        };
        if (config.Architecture.StartsWith("Qwen", StringComparison.Ordinal))
        {
            root["use_sliding_window"] = false;
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    /// <summary>Ids that end a sequence, of a generation_config.json: the only thing that is taken from it.</summary>
    /// <returns>Null when the file does not exist or names none.</returns>
    public static IReadOnlyList<int>? ReadGenerationStopIds(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var ids = Ids(document.RootElement, "eos_token_id");
            return ids.Count == 0 ? null : ids;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(path, "not a valid generation configuration", exception);
        }
    }

    /// <summary>Texts that end a completion, of generation_config.json's stop_strings; none where the file or the key is missing.</summary>
    public static IReadOnlyList<string> ReadGenerationStopStrings(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return !document.RootElement.TryGetProperty("stop_strings", out var texts) || texts.ValueKind == JsonValueKind.Null ? []
                : texts.ValueKind == JsonValueKind.String ? [texts.GetString()!]
                : [.. texts.EnumerateArray().Select(text => text.GetString() ?? "").Where(text => text.Length > 0)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(path, "not a valid generation configuration", exception);
        }
    }

    private static PolicyConfig Parse(string path, JsonElement root)
    {
        var architecture = root.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list[0].GetString() ?? ""
            : ModelTypes.FirstOrDefault(t => t.Value == Text(root, "model_type")).Key ?? Text(root, "model_type") ?? "(none)";
        if (!ModelTypes.ContainsKey(architecture))
        {
            throw new CheckpointException(path, $"the architecture '{architecture}' is not supported; supported are {string.Join(", ", ModelTypes.Keys)}");
        }

        if (Text(root, "hidden_act") is { } act && act != "silu")
        {
            throw new CheckpointException(path, $"the activation '{act}' is not supported; supported is silu");
        }

        if (root.TryGetProperty("use_sliding_window", out var sliding) && sliding.ValueKind == JsonValueKind.True)
        {
            throw new CheckpointException(path, "sliding-window attention is not supported");
        }

        if (root.TryGetProperty("quantization_config", out var quantized) && quantized.ValueKind == JsonValueKind.Object)
        {
            throw new CheckpointException(path, "quantized weights are not supported");
        }

        if (Number(root, "partial_rotary_factor") is { } partial && partial != 1)
        {
            throw new CheckpointException(path, "partial rotary embeddings are not supported");
        }

        int Required(string name) => Integer(path, root, name) ?? throw new CheckpointException(path, $"'{name}' is missing");
        var heads = Required("num_attention_heads");
        var hidden = Required("hidden_size");
        if (heads < 1)
        {
            throw new CheckpointException(path, "num_attention_heads is not positive");
        }

        var rope = root.TryGetProperty("rope_parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters : (JsonElement?)null;
        var scaling = rope ?? (root.TryGetProperty("rope_scaling", out var s) && s.ValueKind == JsonValueKind.Object ? s : null);
        var attentionBias = Flag(root, "attention_bias") ?? false;
        var config = new PolicyConfig
        {
            Architecture = architecture,
            VocabularySize = Required("vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = Required("intermediate_size"),
            Layers = Required("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = Integer(path, root, "num_key_value_heads") ?? heads,
            HeadDim = Integer(path, root, "head_dim") ?? (architecture == "Qwen3ForCausalLM" ? 128 : hidden / heads),
            MaxPositions = Integer(path, root, "max_position_embeddings") ?? 2048,
            RmsNormEpsilon = Number(root, "rms_norm_eps") ?? 1e-6,
            RopeTheta = (rope is { } r ? Number(r, "rope_theta") : null) ?? Number(root, "rope_theta") ?? 10_000,
            RopeScaling = scaling is { } element ? ReadScaling(path, element) : RopeScaling.None,
            QkvBias = architecture == "Qwen2ForCausalLM" || attentionBias,
            OutputBias = architecture != "Qwen2ForCausalLM" && attentionBias,
            MlpBias = architecture == "LlamaForCausalLM" && (Flag(root, "mlp_bias") ?? false),
            QkNorm = architecture == "Qwen3ForCausalLM",
            TieEmbeddings = Flag(root, "tie_word_embeddings") ?? false,
            BosId = Integer(path, root, "bos_token_id"),
            EosIds = Ids(root, "eos_token_id"),
        };
        return config.Problem() is { } problem ? throw new CheckpointException(path, problem) : config;
    }

    private static RopeScaling ReadScaling(string path, JsonElement element)
    {
        var name = Text(element, "rope_type") ?? Text(element, "type") ?? "default";
        var kind = name switch
        {
            "default" => RopeKind.Default,
            "linear" => RopeKind.Linear,
            "llama3" => RopeKind.Llama3,
            "yarn" => RopeKind.Yarn,
            _ => throw new CheckpointException(path, $"the rope scaling '{name}' is not supported; supported are default, linear, llama3, yarn"),
        };
        if (kind == RopeKind.Default)
        {
            return RopeScaling.None;
        }

        var defaults = RopeScaling.None;
        return new RopeScaling
        {
            Kind = kind,
            Factor = Number(element, "factor") ?? throw new CheckpointException(path, "rope scaling without a factor"),
            OriginalMaxPositions = Integer(path, element, "original_max_position_embeddings"),
            LowFrequencyFactor = Number(element, "low_freq_factor") ?? defaults.LowFrequencyFactor,
            HighFrequencyFactor = Number(element, "high_freq_factor") ?? defaults.HighFrequencyFactor,
            BetaFast = Number(element, "beta_fast") ?? defaults.BetaFast,
            BetaSlow = Number(element, "beta_slow") ?? defaults.BetaSlow,
            AttentionFactor = Number(element, "attention_factor"),
            Truncate = Flag(element, "truncate") ?? true,
        };
    }

    private static JsonObject? WriteScaling(RopeScaling scaling)
    {
        if (scaling.Kind == RopeKind.Default)
        {
            return null;
        }

        var json = new JsonObject { ["rope_type"] = scaling.Kind.ToString().ToLowerInvariant(), ["factor"] = scaling.Factor };
        if (scaling.OriginalMaxPositions is { } original)
        {
            json["original_max_position_embeddings"] = original;
        }

        if (scaling.Kind == RopeKind.Llama3)
        {
            json["low_freq_factor"] = scaling.LowFrequencyFactor;
            json["high_freq_factor"] = scaling.HighFrequencyFactor;
        }

        if (scaling.Kind == RopeKind.Yarn)
        {
            json["beta_fast"] = scaling.BetaFast;
            json["beta_slow"] = scaling.BetaSlow;
            json["truncate"] = scaling.Truncate;
            if (scaling.AttentionFactor is { } factor)
            {
                json["attention_factor"] = factor;
            }
        }

        return json;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static bool? Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static int? Integer(string path, JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw new CheckpointException(path, $"'{name}' is not a whole number");
    }

    private static IReadOnlyList<int> Ids(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Number ? [value.GetInt32()]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetInt32())]
        : [];
}
