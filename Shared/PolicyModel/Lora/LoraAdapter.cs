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
    private const string PickledFile = "adapter_model.bin";
    private const string Prefix = "base_model.model.";

    /// <summary>Whether a folder holds an adapter and no weights of its own.</summary>
    public static bool IsAdapter(string folder) =>
        File.Exists(Path.Combine(folder, ConfigFile)) && (File.Exists(Path.Combine(folder, WeightsFile)) || File.Exists(Path.Combine(folder, PickledFile)));

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

        Attach(model, settings, seed, projection => settings.TargetModules.Contains(Leaf(projection)) ? (settings.Rank, settings.Alpha / settings.Rank) : null);
    }

    private static void Attach(CausalLm model, LoraSettings settings, int seed, Func<Projection, (int Rank, double Scale)?> shapeOf)
    {
        foreach (var (_, weight) in model.Weights)
        {
            weight.requires_grad_(false).DetachFromDisposeScope();
        }

        var stream = 0UL;
        foreach (var projection in model.Projections())
        {
            if (shapeOf(projection) is not var (rank, scale))
            {
                continue;
            }

            var (outputs, inputs) = (projection.Weight.shape[0], projection.Weight.shape[1]);
            var random = new CounterRandom((ulong)(uint)seed, stream++);
            var values = new float[rank * inputs];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * random.Uniform((uint)i)) - 1) / Math.Sqrt(inputs));
            }

            projection.Lora = new LoraFactors(
                New(tensor(values, [rank, inputs], device: model.Device)),
                New(zeros([outputs, rank], device: model.Device)),
                scale,
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
        var adapted = model.Projections().Where(p => p.Lora is not null).ToArray();
        var isUsual = adapted.Length == model.Projections().Count(p => settings.TargetModules.Contains(Leaf(p)));
        var config = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["base_model_name_or_path"] = baseModel,
            ["r"] = settings.Rank,
            ["lora_alpha"] = settings.Alpha,
            ["lora_dropout"] = 0.0,
            ["target_modules"] = new JsonArray([.. (isUsual ? settings.TargetModules : adapted.Select(p => p.Name)).Select(m => JsonValue.Create(m))]),
            ["rank_pattern"] = Patterns(adapted, p => p.Lora!.Rank, settings.Rank),
            ["alpha_pattern"] = Patterns(adapted, p => p.Lora!.Scale * p.Lora.Rank, settings.Alpha),
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
        var (path, weights) = (Path.Combine(folder, ConfigFile), Path.Combine(folder, WeightsFile));
        var config = AdapterConfig.Of(path);
        if (!File.Exists(weights) && File.Exists(Path.Combine(folder, PickledFile)))
        {
            throw new CheckpointException(Path.Combine(folder, PickledFile), $"pickled weights are not read: save the adapter as {WeightsFile}");
        }

        var shapes = model.Blocks.SelectMany(b => b.Projections.Select(p => (Projection: p, Shape: config.Of(p.Name, b.Index)))).Where(p => p.Shape is not null).ToDictionary(p => p.Projection, p => p.Shape);
        if (config.Unknown([.. model.Projections().Select(p => p.Name)]).FirstOrDefault() is { } unknown)
        {
            throw new CheckpointException(path, $"'target_modules' has '{unknown}', which is no module that can be adapted; these can: {string.Join(", ", LoraSettings.AllModules)}");
        }

        if (shapes.Count == 0)
        {
            throw new CheckpointException(path, "'target_modules' names no module of this model");
        }

        using var file = SafetensorsFile.Open(weights);
        var types = file.Entries.Values.Select(e => WeightStorage.Parse(weights, e)).Distinct().ToArray();
        var settings = new LoraSettings
        {
            Rank = config.Rank,
            Alpha = config.Alpha,
            TargetModules = [.. LoraSettings.AllModules.Where(m => shapes.Keys.Any(p => Leaf(p) == m))],
            StoredType = types.Length == 1 ? types[0] : WeightType.Float32,
        };
        Attach(model, settings, seed: 0, p => shapes.GetValueOrDefault(p));
        foreach (var (name, weight) in model.TrainableWeights)
        {
            WeightStorage.Load(file, file.Entries.GetValueOrDefault(name) ?? throw new CheckpointException(weights, $"the tensor '{name}' is missing"), weight);
        }

        var used = model.TrainableWeights.Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
        if (file.Entries.Keys.FirstOrDefault(name => !used.Contains(name)) is { } unused)
        {
            throw new CheckpointException(weights, $"the tensor '{unused}' belongs to no module that {ConfigFile} adapts");
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

    private static string Leaf(Projection projection) => projection.Name[(projection.Name.LastIndexOf('.') + 1)..];

    private static JsonObject Patterns(IEnumerable<Projection> adapted, Func<Projection, double> of, double usual) =>
        new(adapted.Where(p => Math.Abs(of(p) - usual) > 1e-9).Select(p => KeyValuePair.Create<string, JsonNode?>(p.Name.Replace(".", @"\.", StringComparison.Ordinal), of(p))));

    private static Parameter New(Tensor values)
    {
        var parameter = new Parameter(values.DetachFromDisposeScope(), requires_grad: true);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
