using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.PolicyModel.Checkpoints;

namespace Guide.PolicyModel.Lora;

/// <summary>
/// PEFT's adapter_config.json: which modules an adapter adapts, with which rank and scale. A key that would change the numbers and is not computed
/// here is refused by its name; a pattern is matched as PEFT matches it.
/// </summary>
internal sealed class AdapterConfig
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>They do not change what an adapter computes.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "peft_type", "task_type", "base_model_name_or_path", "auto_mapping", "revision", "peft_version", "inference_mode", "init_lora_weights", "lora_dropout",
        "fan_in_fan_out", "megatron_core", "megatron_config", "qalora_group_size", "runtime_config", "ensure_weight_tying",
    };

    /// <summary>They are read below.</summary>
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "r", "lora_alpha", "target_modules", "exclude_modules", "layers_to_transform", "layers_pattern", "rank_pattern", "alpha_pattern", "use_rslora", "bias",
    };

    private static readonly HashSet<string> KnownStarts = new(StringComparer.Ordinal) { "gaussian", "orthogonal", "eva" };

    private readonly string _path;
    private readonly JsonElement _root;
    private readonly int _rank;
    private readonly double _alpha;

    private AdapterConfig(string path, JsonElement root)
    {
        (_path, _root) = (path, root);
        if (Text("peft_type") != "LORA")
        {
            throw new CheckpointException(path, $"'peft_type' {Text("peft_type") ?? "(none)"} is not supported; supported is LORA");
        }

        foreach (var property in root.EnumerateObject().Where(p => !Harmless.Contains(p.Name) && !Read.Contains(p.Name) && !IsNothing(p.Value)))
        {
            throw new CheckpointException(path, $"'{property.Name}' is not supported");
        }

        if (Text("bias") is { } bias && bias != "none")
        {
            throw new CheckpointException(path, $"'bias' {bias} is not supported; supported is none");
        }

        if (Text("init_lora_weights") is { } start && !KnownStarts.Contains(start))
        {
            throw new CheckpointException(path, $"'init_lora_weights' {start} changes the base weights, which is not supported");
        }

        _rank = root.GetProperty("r").GetInt32();
        _alpha = root.GetProperty("lora_alpha").GetDouble();
        if (_rank is < 1 or > 4096)
        {
            throw new CheckpointException(path, $"the rank {_rank} is not supported");
        }
    }

    /// <summary>The rank that most modules have.</summary>
    internal int Rank => _rank;

    /// <summary>The alpha that most modules have.</summary>
    internal double Alpha => _alpha;

    /// <exception cref="CheckpointException">Missing, malformed, or with a key that is not supported.</exception>
    internal static AdapterConfig Of(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new AdapterConfig(path, document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException(path, exception is FileNotFoundException or DirectoryNotFoundException ? "no such file" : "not a valid adapter configuration", exception);
        }
    }

    /// <summary>Rank and scale of a module's factors; null = it is not adapted.</summary>
    /// <param name="module">Its path, as "model.layers.0.self_attn.q_proj".</param>
    internal (int Rank, double Scale)? Of(string module, int layer)
    {
        try
        {
            if (!IsNamed("target_modules", module) || IsNamed("exclude_modules", module) || !IsTransformed(layer))
            {
                return null;
            }

            var rank = Pattern("rank_pattern", module) is { } r ? (int)r : _rank;
            var alpha = Pattern("alpha_pattern", module) ?? _alpha;
            return rank is < 1 or > 4096
                ? throw new CheckpointException(_path, $"the rank {rank} of {module} is not supported")
                : (rank, _root.TryGetProperty("use_rslora", out var rs) && rs.ValueKind == JsonValueKind.True ? alpha / Math.Sqrt(rank) : alpha / rank);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or RegexMatchTimeoutException or ArgumentException)
        {
            throw new CheckpointException(_path, "not a valid adapter configuration", exception);
        }
    }

    /// <summary>Names that target_modules lists and no module has, such as embed_tokens; empty for a pattern.</summary>
    internal IEnumerable<string> Unknown(IReadOnlyCollection<string> modules) => _root.TryGetProperty("target_modules", out var targets) && targets.ValueKind == JsonValueKind.Array
        ? targets.EnumerateArray().Select(t => t.GetString() ?? "").Where(t => !modules.Any(m => Names(t, m)))
        : [];

    private static bool Names(string name, string module) => module == name || module.EndsWith("." + name, StringComparison.Ordinal);

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString() is "" or "none",
        _ => false,
    };

    private bool IsNamed(string key, string module)
    {
        if (!_root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            return (key == "target_modules" && text == "all-linear") || Regex.IsMatch(module, $@"\A(?:{text})\z", RegexOptions.CultureInvariant, Patience);
        }

        return value.EnumerateArray().Any(t => Names(t.GetString() ?? "", module));
    }

    private bool IsTransformed(int layer)
    {
        if (!_root.TryGetProperty("layers_to_transform", out var layers) || IsNothing(layers))
        {
            return true;
        }

        // The pattern names the list of layers, which is "layers" in every family here.
        if (_root.TryGetProperty("layers_pattern", out var pattern) && !IsNothing(pattern)
            && !(pattern.ValueKind == JsonValueKind.String ? [pattern.GetString()!] : pattern.EnumerateArray().Select(p => p.GetString() ?? "").ToArray()).Contains("layers"))
        {
            throw new CheckpointException(_path, "'layers_pattern' names no list of layers of this model, which is called layers");
        }

        return layers.ValueKind == JsonValueKind.Number ? layers.GetInt32() == layer : layers.EnumerateArray().Any(l => l.GetInt32() == layer);
    }

    /// <summary>The value of the first pattern that ends the module's path.</summary>
    private double? Pattern(string key, string module)
    {
        if (!_root.TryGetProperty(key, out var patterns) || IsNothing(patterns))
        {
            return null;
        }

        foreach (var pattern in patterns.EnumerateObject())
        {
            if (Regex.IsMatch(module, string.Create(CultureInfo.InvariantCulture, $@"\A(.*\.)?({pattern.Name})$"), RegexOptions.CultureInvariant, Patience))
            {
                return pattern.Value.GetDouble();
            }
        }

        return null;
    }

    private string? Text(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
