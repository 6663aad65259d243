using System.Text.Json;
using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>Reads config.json of the supported families as Hugging Face's transformers does.</summary>
public static class PolicyConfigJson
{
    private static readonly string[] ScaleEndings = ["_multiplier", "_scale", "_scaling", "scale_emb", "scale_depth"];

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
        var family = FamilyOf(path, root);
        Refuse(path, root, family);
        int Required(string name) => Integer(path, root, name) ?? throw new CheckpointException(path, $"'{name}' is missing");
        var (heads, hidden, layers) = (Required("num_attention_heads"), Required("hidden_size"), Required("num_hidden_layers"));
        if (heads < 1)
        {
            throw new CheckpointException(path, "num_attention_heads is not positive");
        }

        var rope = RopeJson.Read(path, root, family);
        var windowed = WindowedLayers(path, root, family, layers);
        var attentionBias = family.AttentionMayHaveBias && (Flag(root, "attention_bias") ?? false);
        var qwen2 = family.ModelType == "qwen2"; // Biased where no key says so, and not in the output.
        var config = new PolicyConfig
        {
            Architecture = family.Architecture,
            VocabularySize = Required("vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = Required("intermediate_size"),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = Integer(path, root, "num_key_value_heads") ?? heads,
            HeadDim = Integer(path, root, "head_dim") ?? family.DefaultHeadDim ?? hidden / heads,
            MaxPositions = Integer(path, root, "max_position_embeddings") ?? 2048,
            RmsNormEpsilon = Number(root, "rms_norm_eps") ?? family.DefaultEpsilon,
            RopeTheta = rope.Theta,
            RopeScaling = rope.Scaling,
            LocalRopeTheta = rope.LocalTheta,
            QkvBias = qwen2 || attentionBias,
            OutputBias = attentionBias,
            MlpBias = family.MlpMayHaveBias && (Flag(root, "mlp_bias") ?? false),
            QkNorm = family.QkNorm,
            QkNormIsWhole = family.QkNorm && family.Norms == NormPlacement.After,
            Norms = family.IsGemma ? NormPlacement.Around : family.Norms,
            NormsAreOffsets = family.IsGemma,
            GateIsGelu = family.IsGemma,
            ScalesEmbedding = family.IsGemma,
            QueryScalar = family.IsGemma ? Number(root, "query_pre_attn_scalar") ?? 256 : null,
            AttentionSoftCap = family.ModelType == "gemma2" ? Number(root, "attn_logit_softcapping") : null,
            FinalSoftCap = family.IsGemma ? Number(root, "final_logit_softcapping") : null,
            SlidingWindow = windowed.Count > 0 ? Integer(path, root, "sliding_window") ?? 4096 : null,
            WindowedLayers = windowed,
            UnrotatedLayers = family.MaySkipRotary ? UnrotatedLayers(path, root, layers) : [],
            TieEmbeddings = Flag(root, "tie_word_embeddings") ?? family.DefaultTie,
            BosId = Integer(path, root, "bos_token_id"),
            EosIds = Ids(root, "eos_token_id"),
        };
        return config.Problem() is { } problem ? throw new CheckpointException(path, problem) : config;
    }

    private static FamilyTraits FamilyOf(string path, JsonElement root)
    {
        var architecture = root.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list[0].GetString() ?? ""
            : FamilyTraits.All.FirstOrDefault(f => f.ModelType == Text(root, "model_type"))?.Architecture ?? Text(root, "model_type") ?? "(none)";
        if (root.EnumerateObject().Any(p => p.Name is "num_experts" or "num_local_experts" or "n_routed_experts" or "moe_num_experts" && p.Value.ValueKind == JsonValueKind.Number && p.Value.GetDouble() > 0))
        {
            throw new CheckpointException(path, $"the architecture '{architecture}' is a mixture of experts, which is not supported");
        }

        return FamilyTraits.All.FirstOrDefault(f => f.Architecture == architecture)
            ?? throw new CheckpointException(path, $"the architecture '{architecture}' is not supported; supported are {string.Join(", ", FamilyTraits.All.Select(f => f.Architecture))}");
    }

    /// <summary>A factor by which other architectures multiply what flows (Granite, Cohere, MiniCPM, Falcon H1): none of those that are read here has one under such a name.</summary>
    private static bool IsForeignScale(JsonProperty property) =>
        ScaleEndings.Any(ending => property.Name.EndsWith(ending, StringComparison.Ordinal))
        && property.Value.ValueKind == JsonValueKind.Number && property.Value.GetDouble() is not 1;

    /// <summary>What would change the numbers and is not computed here.</summary>
    private static void Refuse(string path, JsonElement root, FamilyTraits family)
    {
        var (key, wanted) = family.IsGemma ? ("hidden_activation", "gelu_pytorch_tanh") : ("hidden_act", "silu");
        if (Text(root, key) is { } act && act != wanted)
        {
            throw new CheckpointException(path, $"the activation '{act}' is not supported; supported is {wanted}");
        }

        if (root.TryGetProperty("quantization_config", out var quantized) && quantized.ValueKind == JsonValueKind.Object)
        {
            throw new CheckpointException(path, "quantized weights ('quantization_config') are not supported");
        }

        if (Number(root, "partial_rotary_factor") is { } partial && partial != 1)
        {
            throw new CheckpointException(path, $"partial rotary embeddings ('partial_rotary_factor' {partial}) are not supported");
        }

        if (root.EnumerateObject().FirstOrDefault(IsForeignScale) is { Value.ValueKind: JsonValueKind.Number } scale)
        {
            throw new CheckpointException(path, $"'{scale.Name}' {scale.Value.GetRawText()} is no setting of {family.Architecture}: weights of another architecture under its name?");
        }

        if (Flag(root, "use_bidirectional_attention") == true)
        {
            throw new CheckpointException(path, "'use_bidirectional_attention' is not supported");
        }

        foreach (var cap in family.IsGemma ? [] : (string[])["attn_logit_softcapping", "final_logit_softcapping"])
        {
            if (Number(root, cap) is not null)
            {
                throw new CheckpointException(path, $"'{cap}' is not supported in {family.Architecture}");
            }
        }
    }

    private static List<int> WindowedLayers(string path, JsonElement root, FamilyTraits family, int layers)
    {
        if (layers is < 1 or > 100_000)
        {
            return []; // Refused with the sizes.
        }

        var isOn = family.Windows switch
        {
            FamilyTraits.WindowRule.None => false,
            FamilyTraits.WindowRule.Upper => Flag(root, "use_sliding_window") ?? false,
            _ => !root.TryGetProperty("sliding_window", out var window) || window.ValueKind != JsonValueKind.Null,
        };
        if (root.TryGetProperty("layer_types", out var types) && types.ValueKind == JsonValueKind.Array)
        {
            var named = types.EnumerateArray().Select(t => t.GetString()).ToArray();
            if (named.Length != layers || Array.Find(named, t => t is not ("full_attention" or "sliding_attention")) is not null)
            {
                throw new CheckpointException(path, "'layer_types' is not one of full_attention and sliding_attention for every layer");
            }

            List<int> sliding = [.. Enumerable.Range(0, layers).Where(i => named[i] == "sliding_attention")];
            return isOn || sliding.Count == 0 ? sliding : throw new CheckpointException(path, $"'layer_types' has sliding_attention, {(family.Windows == FamilyTraits.WindowRule.None ? $"which {family.Architecture} does not have" : "but the sliding window is off")}");
        }

        var pattern = Integer(path, root, "sliding_window_pattern") ?? Integer(path, root, "_sliding_window_pattern") ?? family.DefaultPattern;
        var unrotated = family.MaySkipRotary ? UnrotatedLayers(path, root, layers) : null;
        return !isOn ? [] : family.Windows switch
        {
            FamilyTraits.WindowRule.All => [.. Enumerable.Range(0, layers)],
            FamilyTraits.WindowRule.Upper when unrotated is not null => [.. unrotated],
            FamilyTraits.WindowRule.Upper => [.. Enumerable.Range(0, layers).Where(i => i >= (Integer(path, root, "max_window_layers") ?? 28))],
            _ => pattern < 1 ? throw new CheckpointException(path, "'sliding_window_pattern' is not positive") : [.. Enumerable.Range(0, layers).Where(i => (i + 1) % pattern != 0)],
        };
    }

    /// <summary>no_rope_layers has a 0 for them; without it every n-th is one.</summary>
    private static int[] UnrotatedLayers(string path, JsonElement root, int layers)
    {
        if (root.TryGetProperty("no_rope_layers", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            var rotated = list.EnumerateArray().Select(r => r.GetInt32()).ToArray();
            return rotated.Length == layers ? [.. Enumerable.Range(0, layers).Where(i => rotated[i] == 0)] : throw new CheckpointException(path, $"'no_rope_layers' has {rotated.Length} entries for {layers} layers");
        }

        var interval = Integer(path, root, "no_rope_layer_interval") ?? 4;
        return interval < 1 ? throw new CheckpointException(path, "'no_rope_layer_interval' is not positive") : [.. Enumerable.Range(0, Math.Clamp(layers, 0, 100_000)).Where(i => (i + 1) % interval == 0)];
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    internal static bool? Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    internal static int? Integer(string path, JsonElement element, string name)
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
