using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>Writes config.json of the supported families as Hugging Face's transformers reads it.</summary>
internal static class PolicyConfigWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The config.json text.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="type">The format the weights are stored in.</param>
    internal static string Write(PolicyConfig config, WeightType type)
    {
        var family = FamilyTraits.All.First(f => f.Architecture == config.Architecture);
        var root = new JsonObject
        {
            ["architectures"] = new JsonArray(config.Architecture),
            ["model_type"] = family.ModelType,
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
            ["rope_scaling"] = Scaling(config.RopeScaling),
            ["hidden_act"] = config.GateIsGelu ? "gelu_pytorch_tanh" : "silu",
            ["tie_word_embeddings"] = config.TieEmbeddings,
            ["attention_bias"] = config.OutputBias,
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
        AddWindows(root, config, family);
        if (family.IsGemma)
        {
            root["hidden_activation"] = "gelu_pytorch_tanh";
            root["query_pre_attn_scalar"] = config.QueryScalar;
            root["attn_logit_softcapping"] = config.AttentionSoftCap;
            root["final_logit_softcapping"] = config.FinalSoftCap;
        }

        if (family.MaySkipRotary)
        {
            root["no_rope_layers"] = new JsonArray([.. Enumerable.Range(0, config.Layers).Select(i => JsonValue.Create(config.UnrotatedLayers.Contains(i) ? 0 : 1))]);
        }

        return root.ToJsonString(Indented) + "\n";
    }

    private static void AddWindows(JsonObject root, PolicyConfig config, FamilyTraits family)
    {
        if (family.Windows == FamilyTraits.WindowRule.None)
        {
            return;
        }

        root["sliding_window"] = config.SlidingWindow;
        if (family.Windows == FamilyTraits.WindowRule.Upper)
        {
            root["use_sliding_window"] = config.WindowedLayers.Count > 0;
        }

        if (config.WindowedLayers.Count > 0 && (family.Windows != FamilyTraits.WindowRule.All || config.WindowedLayers.Count < config.Layers))
        {
            root["layer_types"] = new JsonArray([.. Enumerable.Range(0, config.Layers).Select(i => JsonValue.Create(config.WindowedLayers.Contains(i) ? "sliding_attention" : "full_attention"))]);
        }

        if (config.LocalRopeTheta is { } local)
        {
            root["rope_local_base_freq"] = local;
        }
    }

    private static JsonObject? Scaling(RopeScaling scaling)
    {
        if (scaling.Kind == RopeKind.Default)
        {
            return null;
        }

        var json = new JsonObject { ["rope_type"] = scaling.Kind.ToString().ToLowerInvariant(), ["factor"] = scaling.Factor };
        void Add(string key, double? value)
        {
            if (value is { } number)
            {
                json[key] = number;
            }
        }

        if (scaling.OriginalMaxPositions is { } original)
        {
            json["original_max_position_embeddings"] = original;
        }

        if (scaling.Kind == RopeKind.Llama3)
        {
            Add("low_freq_factor", scaling.LowFrequencyFactor);
            Add("high_freq_factor", scaling.HighFrequencyFactor);
        }

        if (scaling.Kind == RopeKind.Yarn)
        {
            Add("beta_fast", scaling.BetaFast);
            Add("beta_slow", scaling.BetaSlow);
            Add("attention_factor", scaling.AttentionFactor);
            Add("mscale", scaling.Mscale);
            Add("mscale_all_dim", scaling.MscaleAllDim);
            json["truncate"] = scaling.Truncate;
        }

        return json;
    }
}
