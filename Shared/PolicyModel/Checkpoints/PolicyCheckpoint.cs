using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>
/// Checkpoints are Hugging Face folders: config.json, *.safetensors (single, or sharded with an index), tokenizer.json and its companions,
/// and optionally optimizer.safetensors. A folder is written whole or not at all.
/// </summary>
public static class PolicyCheckpoint
{
    private const string ConfigFile = "config.json";
    private const string WeightsFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";
    private const string EmbeddingName = "model.embed_tokens.weight";
    private const string HeadName = "lm_head.weight";
    private const string OptimizerFile = "optimizer.safetensors";
    private static readonly JsonSerializerOptions IndexOptions = new() { WriteIndented = true };

    /// <summary>Larger weights are stored in shards of at most this many bytes (a larger tensor alone in its own), which are hashed side by side.</summary>
    internal const long ShardBytes = 1L << 29;

    /// <summary>What is copied from the folder a policy came from into the folders of its later versions.</summary>
    private static readonly string[] CompanionFiles =
        ["tokenizer.json", "tokenizer_config.json", "generation_config.json", "special_tokens_map.json", "chat_template.jinja", "vocab.json", "merges.txt", "tokenizer.model", "added_tokens.json"];

    /// <summary>Loads a folder; of an adapter (see <see cref="LoraAdapter"/>) its base with the adapter attached.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="device">null = CPU.</param>
    /// <param name="type">The type the weights are held in: float32 for masters (default), bfloat16 for a sampler on CUDA.</param>
    /// <param name="expectedSha256">When given, <see cref="Sha256"/> must equal it, else the load fails.</param>
    /// <exception cref="CheckpointException">The folder cannot be used; one line says why.</exception>
    public static LoadedPolicy Load(string folder, Device? device = null, ScalarType type = ScalarType.Float32, string? expectedSha256 = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException(folder, "no such checkpoint folder");
        }

        if (expectedSha256 is null)
        {
            return Read(folder, device, type);
        }

        // Hashed while it is read: large weights take about as long for the one as for the other.
        var hash = Task.Run(() => Sha256(folder));
        LoadedPolicy policy;
        try
        {
            policy = Read(folder, device, type);
        }
        catch (CheckpointException exception) when (hash.GetAwaiter().GetResult() is var found && found != expectedSha256)
        {
            throw OtherWeights(found, exception); // That they are not the ones that were committed says more than what is wrong with them.
        }

        try
        {
            var found = hash.GetAwaiter().GetResult();
            return found == expectedSha256 ? policy : throw OtherWeights(found, null);
        }
        catch
        {
            policy.Dispose();
            throw;
        }

        CheckpointException OtherWeights(string found, Exception? cause) => new(folder, $"the weights' SHA-256 is {found}, not {expectedSha256}", cause);
    }

    private static LoadedPolicy Read(string folder, Device? device, ScalarType type)
    {
        if (LoraAdapter.IsAdapter(folder))
        {
            return LoadAdapted(folder, device, type);
        }

        var words = PolicyWords.Of(folder);
        var (config, tokenizer) = (words.Config, words.Tokenizer);
        var stored = CheckShapes(folder, config);
        var model = CausalLm.Allocate(config, device, type);
        try
        {
            LoadWeights(folder, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        return new LoadedPolicy(folder, model, tokenizer, stored, words.StopIds);
    }

    private static LoadedPolicy LoadAdapted(string folder, Device? device, ScalarType type)
    {
        var policy = Load(LoraAdapter.BaseOf(folder), device, type); // Not Read: the folder may be gone.
        try
        {
            LoraAdapter.Load(folder, policy.Model);
            return policy with { Folder = folder };
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    /// <summary>Writes a complete folder, atomically; an existing one is replaced.</summary>
    /// <param name="folder">The checkpoint to make.</param>
    /// <param name="model">Weights.</param>
    /// <param name="tokenizerFrom">A folder whose tokenizer and generation files are carried along; null = none.</param>
    /// <param name="optimizer">When given, its state is stored beside the weights.</param>
    /// <param name="type">The format weights are stored in.</param>
    /// <param name="beside">Writes what else belongs to the version into the folder before it appears; null = nothing.</param>
    /// <returns>SHA-256 of the weights, as <see cref="Sha256"/> gives it.</returns>
    public static string Save(
        string folder, CausalLm model, string? tokenizerFrom = null, AdamWOptimizer? optimizer = null, WeightType type = WeightType.Float32, Action<string>? beside = null) =>
        Save(folder, model, tokenizerFrom, optimizer, type, ShardBytes, beside);

    internal static string Save(
        string folder, CausalLm model, string? tokenizerFrom, AdamWOptimizer? optimizer, WeightType type, long shardBytes, Action<string>? beside = null)
    {
        var hash = "";
        DurableFiles.WriteFolder(folder, temporary =>
        {
            File.WriteAllText(Path.Combine(temporary, ConfigFile), PolicyConfigWriter.Write(model.Config, type));
            hash = SaveWeights(temporary, [.. model.Weights.Select(w => WeightStorage.Describe(w.Key, w.Value, type))], shardBytes);
            if (optimizer is not null)
            {
                SaveOptimizer(temporary, optimizer, withMasters: type != WeightType.Float32);
            }

            if (tokenizerFrom is not null)
            {
                foreach (var name in CompanionFiles.Where(n => File.Exists(Path.Combine(tokenizerFrom, n))))
                {
                    File.Copy(Path.Combine(tokenizerFrom, name), Path.Combine(temporary, name));
                }
            }

            beside?.Invoke(temporary);
        });
        return hash;
    }

    private static string SaveWeights(string folder, IReadOnlyList<SafetensorsTensor> tensors, long shardBytes)
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        var shards = Shards(tensors, shardBytes);
        if (shards.Count == 1)
        {
            return SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), tensors, metadata);
        }

        var map = new JsonObject();
        var hashes = new List<(string Name, string Hash)>();
        for (var i = 0; i < shards.Count; i++)
        {
            var name = $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors";
            hashes.Add((name, SafetensorsWriter.Write(Path.Combine(folder, name), shards[i], metadata)));
            foreach (var tensor in shards[i])
            {
                map[tensor.Name] = name;
            }
        }

        var index = new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = tensors.Sum(t => t.Length) }, ["weight_map"] = map };
        File.WriteAllText(Path.Combine(folder, IndexFile), index.ToJsonString(IndexOptions));
        return HashOfShards(hashes);
    }

    private static List<List<SafetensorsTensor>> Shards(IReadOnlyList<SafetensorsTensor> tensors, long shardBytes)
    {
        var shards = new List<List<SafetensorsTensor>>();
        var room = 0L;
        foreach (var tensor in tensors)
        {
            if (shards.Count == 0 || tensor.Length > room)
            {
                shards.Add([]);
                room = shardBytes;
            }

            shards[^1].Add(tensor);
            room -= tensor.Length;
        }

        return shards;
    }

    /// <summary>Whether the folder holds optimizer state.</summary>
    public static bool HasOptimizerState(string folder) => File.Exists(Path.Combine(folder, OptimizerFile));

    /// <summary>Removes a folder's optimizer state; its weights stay.</summary>
    public static void RemoveOptimizerState(string folder) => File.Delete(Path.Combine(folder, OptimizerFile));

    /// <summary>Restores the optimizer exactly as it was saved.</summary>
    /// <exception cref="CheckpointException">Missing, or of another model.</exception>
    public static void LoadOptimizer(string folder, AdamWOptimizer optimizer)
    {
        var path = Path.Combine(folder, OptimizerFile);
        using var file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue("steps", out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var steps))
        {
            throw new CheckpointException(path, "no step count: not an optimizer state of this project");
        }

        foreach (var (name, tensor) in optimizer.StateTensors(withMasters: file.Entries.Keys.Any(n => n.StartsWith(AdamWOptimizer.MasterPrefix, StringComparison.Ordinal))))
        {
            if (!file.Entries.TryGetValue(name, out var entry))
            {
                throw new CheckpointException(path, $"the tensor '{name}' is missing");
            }

            WeightStorage.Load(file, entry, tensor);
        }

        optimizer.Steps = steps;
    }

    /// <summary>
    /// SHA-256 of the weights, lower-case hexadecimal: of model.safetensors, or, for shards, of the lines "hash  name\n" in the order of names;
    /// for an adapter, of adapter_model.safetensors.
    /// </summary>
    public static string Sha256(string folder)
    {
        if (LoraAdapter.IsAdapter(folder))
        {
            return LoraAdapter.Sha256(folder);
        }

        var files = WeightFiles(folder);
        if (files.Count == 1 && Path.GetFileName(files[0]) == WeightsFile)
        {
            return FileHash(files[0]);
        }

        var hashes = new string[files.Count];
        Parallel.For(0, files.Count, i => hashes[i] = FileHash(files[i]));
        return HashOfShards(files.Select((file, i) => (Path.GetFileName(file), hashes[i])));
    }

    private static string HashOfShards(IEnumerable<(string Name, string Hash)> shards)
    {
        var lines = new StringBuilder();
        foreach (var (name, hash) in shards)
        {
            lines.Append(hash).Append("  ").Append(name).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>The weight files of a folder, by name.</summary>
    internal static IReadOnlyList<string> WeightFiles(string folder)
    {
        var (index, single) = (Path.Combine(folder, IndexFile), Path.Combine(folder, WeightsFile));
        if (!File.Exists(index))
        {
            return File.Exists(single) ? [single] : throw new CheckpointException(folder, $"neither {WeightsFile} nor {IndexFile} is there");
        }

        var files = ReadIndex(index).Values.ToHashSet(StringComparer.Ordinal);
        if (File.Exists(single) && !files.Contains(WeightsFile))
        {
            throw new CheckpointException(index, $"it names other shards than {WeightsFile}, which lies beside it: one of the two is not meant, so take it away");
        }

        return [.. files.Order(StringComparer.Ordinal).Select(name =>
            File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : throw new CheckpointException(folder, $"the shard {name} is missing"))];
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var item in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var file = item.Value.GetString() ?? "";
                if (file.Length == 0 || Path.GetFileName(file) != file || file is "." or "..")
                {
                    throw new CheckpointException(index, "a shard's name is not a plain file name");
                }

                map[item.Name] = file;
            }

            return map.Count > 0 ? map : throw new CheckpointException(index, "the weight map is empty");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException(index, "not a valid index of shards", exception);
        }
    }

    /// <summary>Compares what is stored with what the configuration claims before anything is allocated: absurd sizes must not be.</summary>
    private static WeightType CheckShapes(string folder, PolicyConfig config)
    {
        var stored = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var type = WeightType.Float32;
        var index = Path.Combine(folder, IndexFile);
        var shardOf = File.Exists(index) ? ReadIndex(index) : [];
        foreach (var path in WeightFiles(folder))
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, entry) in file.Entries)
            {
                if (!stored.TryAdd(name, entry))
                {
                    throw new CheckpointException(path, $"the tensor '{name}' is in another shard, too");
                }
            }

            if (shardOf.FirstOrDefault(p => p.Value == Path.GetFileName(path) && !file.Entries.ContainsKey(p.Key)).Key is { } absent)
            {
                throw new CheckpointException(index, $"the tensor '{absent}' is not in {Path.GetFileName(path)}");
            }

            if (file.Entries.TryGetValue(EmbeddingName, out var embedding))
            {
                type = WeightStorage.Parse(path, embedding);
            }
        }

        var hidden = config.HiddenSize;
        foreach (var (name, rows, columns) in ((string, long, long)[])
        [
            (EmbeddingName, config.VocabularySize, hidden),
            ("model.layers.0.mlp.gate_proj.weight", config.IntermediateSize, hidden),
            ("model.layers.0.self_attn.q_proj.weight", (long)config.Heads * config.HeadDim, hidden),
            ("model.layers.0.self_attn.k_proj.weight", (long)config.KeyValueHeads * config.HeadDim, hidden),
            ($"model.layers.{config.Layers - 1}.mlp.down_proj.weight", hidden, config.IntermediateSize),
        ])
        {
            if (!stored.TryGetValue(name, out var entry))
            {
                throw new CheckpointException(folder, $"the tensor '{name}' is missing");
            }

            if (!entry.Shape.AsSpan().SequenceEqual([rows, columns]))
            {
                throw new CheckpointException(folder, $"tensor '{name}' has shape [{string.Join(", ", entry.Shape)}], the configuration asks for [{rows}, {columns}]");
            }
        }

        return type;
    }

    private static void LoadWeights(string folder, CausalLm model)
    {
        var missing = model.Weights.Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
        (string Path, SafetensorsEntry Entry)? head = null;
        foreach (var path in WeightFiles(folder))
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, entry) in file.Entries)
            {
                if (model.Find(name) is { } weight)
                {
                    WeightStorage.Load(file, entry, weight);
                    missing.Remove(name);
                }
                else if (model.Config.TieEmbeddings && name == HeadName)
                {
                    head = (path, entry);
                }
                else if (!name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal)) // Old exports carry the frequencies.
                {
                    throw new CheckpointException(path, $"the tensor '{name}' does not belong to this architecture ({model.Config.Architecture})");
                }
            }
        }

        if (head is { } tied)
        {
            CheckTied(tied.Path, tied.Entry, model);
        }

        if (missing.Count > 0)
        {
            throw new CheckpointException(folder, $"the tensor '{missing.Order(StringComparer.Ordinal).First()}' is missing ({missing.Count} in all)");
        }
    }

    /// <summary>Some tied checkpoints store the output layer, too: then it must be the embedding, or which of the two is meant is not known.</summary>
    private static void CheckTied(string path, SafetensorsEntry entry, CausalLm model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var embedding = model.Find(EmbeddingName)!;
        var head = empty_like(embedding);
        using var file = SafetensorsFile.Open(path);
        WeightStorage.Load(file, entry, head);
        if (!head.eq(embedding).all().item<bool>())
        {
            throw new CheckpointException(path, $"'{HeadName}' differs from the embedding, but tie_word_embeddings is true in config.json");
        }
    }

    internal static void SaveOptimizer(string folder, AdamWOptimizer optimizer, bool withMasters) => SafetensorsWriter.Write(
        Path.Combine(folder, OptimizerFile),
        [.. optimizer.StateTensors(withMasters).Select(s => WeightStorage.Describe(s.Key, s.Value, WeightType.Float32))],
        new Dictionary<string, string> { ["steps"] = optimizer.Steps.ToString(CultureInfo.InvariantCulture) });

    internal static string FileHash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
