using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Lora;

/// <summary>
/// Adapters of a model: attached (base weights frozen), trained through <see cref="CausalLm.TrainableWeights"/>, stored in PEFT's format
/// (adapter_config.json and adapter_model.safetensors), merged into the base weights in float32.
/// </summary>
public static class LoraAdapter
{
    private const string ConfigFile = "adapter_config.json";
    private const string WeightsFile = "adapter_model.safetensors";
    private const string Prefix = "base_model.model.";

    /// <summary>Whether a folder holds an adapter and no weights of its own.</summary>
    public static bool IsAdapter(string folder) => File.Exists(Path.Combine(folder, ConfigFile)) && File.Exists(Path.Combine(folder, WeightsFile));

    /// <summary>The folder of the weights an adapter belongs to: what its configuration names, a relative path from the adapter's own folder.</summary>
    /// <exception cref="CheckpointException">Malformed, or there is no such folder.</exception>
    public static string BaseOf(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        string name;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            name = document.RootElement.GetProperty("base_model_name_or_path").GetString() ?? "";
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException(path, "not a valid adapter configuration", exception);
        }

        var found = Path.GetFullPath(Path.Combine(folder, name));
        return name.Length > 0 && Directory.Exists(found)
            ? found
            : throw new CheckpointException(path, $"its base model '{name}' is no folder here");
    }

    /// <summary>SHA-256 of an adapter's weights, lower-case hexadecimal.</summary>
    public static string Sha256(string folder) => PolicyCheckpoint.FileHash(Path.Combine(folder, WeightsFile));

    /// <summary>Adds fresh factors: A uniform in ±1/√in as PEFT does, B zero, so that nothing changes yet. The base weights are frozen.</summary>
    public static void Attach(CausalLm model, LoraSettings settings, int seed)
    {
        if (settings.TargetModules.FirstOrDefault(m => !LoraSettings.AllModules.Contains(m)) is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is not a module that can be adapted; these can: {string.Join(", ", LoraSettings.AllModules)}", nameof(settings));
        }

        foreach (var (_, weight) in model.Weights)
        {
            weight.requires_grad_(false).DetachFromDisposeScope();
        }

        var stream = 0UL;
        foreach (var projection in model.Projections().Where(p => settings.TargetModules.Contains(p.Name[(p.Name.LastIndexOf('.') + 1)..])))
        {
            var (outputs, inputs) = (projection.Weight.shape[0], projection.Weight.shape[1]);
            var random = new CounterRandom((ulong)(uint)seed, stream++);
            var values = new float[settings.Rank * inputs];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * random.Uniform((uint)i)) - 1) / Math.Sqrt(inputs));
            }

            projection.Lora = new LoraFactors(
                New(tensor(values, [settings.Rank, inputs], device: model.Device)),
                New(zeros([outputs, settings.Rank], device: model.Device)),
                settings.Alpha / settings.Rank,
                settings.StoredType);
        }

        model.LoraSettings = settings;
    }

    /// <summary>Takes the adapter off; the base weights are as they were.</summary>
    public static void Detach(CausalLm model) => model.DropLora();

    /// <summary>
    /// Adds the factors into the base weights, in float32, and takes the adapter off. What is then stored in bfloat16 loses every change smaller
    /// than half the spacing of its numbers (1/256 of the weight): store float32, or serve the adapter unmerged.
    /// </summary>
    /// <exception cref="InvalidOperationException">The weights are not float32: the sum would be rounded away.</exception>
    public static void Merge(CausalLm model)
    {
        if (model.Weights.FirstOrDefault(w => w.Value.dtype != ScalarType.Float32) is { Value: not null } rounded)
        {
            throw new InvalidOperationException($"merging into {rounded.Key}, which is {rounded.Value.dtype}, would lose small changes: load the checkpoint as float32, or serve the adapter unmerged");
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var projection in model.Projections().Where(p => p.Lora is not null))
        {
            projection.Weight.copy_(projection.Effective());
        }

        model.DropLora();
    }

    /// <summary>Writes the adapter alone, atomically, as PEFT would.</summary>
    /// <param name="folder">The adapter's folder.</param>
    /// <param name="model">A model with an adapter.</param>
    /// <param name="baseModel">What PEFT's config names as the base: a path (from the adapter's folder) or a hub name.</param>
    /// <param name="optimizer">When given, its state is stored beside the adapter.</param>
    /// <param name="beside">Writes what else belongs to the version into the folder before it appears; null = nothing.</param>
    /// <returns>SHA-256 of the adapter's weights.</returns>
    public static string Save(string folder, CausalLm model, string baseModel, AdamWOptimizer? optimizer = null, Action<string>? beside = null)
    {
        var settings = model.LoraSettings ?? throw new InvalidOperationException("the model has no adapter");
        var config = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["base_model_name_or_path"] = baseModel,
            ["r"] = settings.Rank,
            ["lora_alpha"] = settings.Alpha,
            ["lora_dropout"] = 0.0,
            ["target_modules"] = new JsonArray([.. settings.TargetModules.Select(m => JsonValue.Create(m))]),
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["modules_to_save"] = null,
            ["layers_to_transform"] = null,
            ["use_rslora"] = false,
            ["use_dora"] = false,
        };
        var hash = "";
        DurableFiles.WriteFolder(folder, temporary =>
        {
            File.WriteAllText(Path.Combine(temporary, ConfigFile), config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
            hash = SafetensorsWriter.Write(
                Path.Combine(temporary, WeightsFile),
                [.. model.TrainableWeights.Select(w => WeightStorage.Describe(w.Key, w.Value, settings.StoredType))],
                new Dictionary<string, string> { ["format"] = "pt" });
            if (optimizer is not null)
            {
                PolicyCheckpoint.SaveOptimizer(temporary, optimizer, withMasters: settings.StoredType != WeightType.Float32);
            }

            beside?.Invoke(temporary);
        });
        return hash;
    }

    /// <summary>Attaches a stored adapter.</summary>
    /// <exception cref="CheckpointException">Missing, malformed, or of another shape.</exception>
    public static void Load(string folder, CausalLm model)
    {
        var path = Path.Combine(folder, ConfigFile);
        LoraSettings settings;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("peft_type").GetString() != "LORA" || (root.TryGetProperty("use_dora", out var dora) && dora.GetBoolean()) || (root.TryGetProperty("use_rslora", out var rs) && rs.GetBoolean()))
            {
                throw new CheckpointException(path, "only plain LoRA adapters are supported");
            }

            settings = new LoraSettings
            {
                Rank = root.GetProperty("r").GetInt32(),
                Alpha = root.GetProperty("lora_alpha").GetDouble(),
                TargetModules = [.. root.GetProperty("target_modules").EnumerateArray().Select(m => m.GetString() ?? "")],
            };
            if (settings.Rank is < 1 or > 4096 || settings.TargetModules.FirstOrDefault(m => !LoraSettings.AllModules.Contains(m)) is not null)
            {
                throw new CheckpointException(path, "the rank or a target module is not supported");
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException(path, exception is FileNotFoundException or DirectoryNotFoundException ? "no such file" : "not a valid adapter configuration", exception);
        }

        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        if (file.Entries.Values.FirstOrDefault() is { } first)
        {
            settings = settings with { StoredType = WeightStorage.Parse(file.Path, first) };
        }

        Attach(model, settings, seed: 0);
        foreach (var (name, weight) in model.TrainableWeights)
        {
            WeightStorage.Load(file, file.Entries.GetValueOrDefault(name) ?? throw new CheckpointException(file.Path, $"the tensor '{name}' is missing"), weight);
        }
    }

    /// <summary>PEFT's names of a projection's factors.</summary>
    internal static IEnumerable<KeyValuePair<string, Parameter>> Named(Projection projection)
    {
        if (projection.Lora is { } lora)
        {
            yield return new($"{Prefix}{projection.Name}.lora_A.weight", lora.A);
            yield return new($"{Prefix}{projection.Name}.lora_B.weight", lora.B);
        }
    }

    private static Parameter New(Tensor values)
    {
        var parameter = new Parameter(values.DetachFromDisposeScope(), requires_grad: true);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
