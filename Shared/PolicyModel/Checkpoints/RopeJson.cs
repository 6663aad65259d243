using System.Text.Json;

using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>Rotary embeddings of a config.json: rope_theta and rope_scaling, or transformers 5's rope_parameters, which may differ by kind of layer.</summary>
internal static class RopeJson
{
    private static readonly string[] KnownKeys =
    [
        "rope_type", "type", "rope_theta", "partial_rotary_factor", "factor", "original_max_position_embeddings", "low_freq_factor", "high_freq_factor",
        "beta_fast", "beta_slow", "attention_factor", "truncate", "mscale", "mscale_all_dim",
    ];

    internal static (double Theta, RopeScaling Scaling, double? LocalTheta) Read(string path, JsonElement root, FamilyTraits family)
    {
        var parameters = Part(root, "rope_parameters");
        var full = parameters is { } p ? Part(p, "full_attention") ?? p : Part(root, "rope_scaling");
        var local = parameters is { } q ? Part(q, "sliding_attention") : null;
        if (local is { } l && Scaling(path, l).Kind != RopeKind.Default)
        {
            throw new CheckpointException(path, "rope scaling of windowed layers is not supported");
        }

        return (
            (full is { } f ? PolicyConfigJson.Number(f, "rope_theta") : null) ?? PolicyConfigJson.Number(root, "rope_theta") ?? family.DefaultRopeTheta,
            full is { } element ? Scaling(path, element) : RopeScaling.None,
            family.LocalRopeTheta is { } theta ? (local is { } w ? PolicyConfigJson.Number(w, "rope_theta") : null) ?? PolicyConfigJson.Number(root, "rope_local_base_freq") ?? theta : null);
    }

    private static RopeScaling Scaling(string path, JsonElement element)
    {
        var name = PolicyConfigJson.Text(element, "rope_type") ?? PolicyConfigJson.Text(element, "type") ?? "default";
        var kind = name switch
        {
            "default" => RopeKind.Default,
            "linear" => RopeKind.Linear,
            "llama3" => RopeKind.Llama3,
            "yarn" => RopeKind.Yarn,
            _ => throw new CheckpointException(path, $"the rope scaling '{name}' is not supported; supported are default, linear, llama3, yarn"),
        };
        foreach (var property in element.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null && !KnownKeys.Contains(p.Name)))
        {
            throw new CheckpointException(path, $"'{property.Name}' of the rope scaling is not supported");
        }

        if (PolicyConfigJson.Number(element, "partial_rotary_factor") is { } partial && partial != 1)
        {
            throw new CheckpointException(path, $"partial rotary embeddings ('partial_rotary_factor' {partial}) are not supported");
        }

        if (kind == RopeKind.Default)
        {
            return RopeScaling.None;
        }

        double Required(string key) => PolicyConfigJson.Number(element, key) ?? throw new CheckpointException(path, $"the rope scaling '{name}' has no '{key}'");
        var (defaults, isLlama3) = (RopeScaling.None, kind == RopeKind.Llama3);
        return new RopeScaling
        {
            Kind = kind,
            Factor = Required("factor"),
            OriginalMaxPositions = PolicyConfigJson.Integer(path, element, "original_max_position_embeddings"),
            LowFrequencyFactor = isLlama3 ? Required("low_freq_factor") : defaults.LowFrequencyFactor,
            HighFrequencyFactor = isLlama3 ? Required("high_freq_factor") : defaults.HighFrequencyFactor,
            BetaFast = PolicyConfigJson.Number(element, "beta_fast") ?? defaults.BetaFast,
            BetaSlow = PolicyConfigJson.Number(element, "beta_slow") ?? defaults.BetaSlow,
            AttentionFactor = PolicyConfigJson.Number(element, "attention_factor"),
            Mscale = PolicyConfigJson.Number(element, "mscale"),
            MscaleAllDim = PolicyConfigJson.Number(element, "mscale_all_dim"),
            Truncate = PolicyConfigJson.Flag(element, "truncate") ?? true,
        };
    }

    private static JsonElement? Part(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
