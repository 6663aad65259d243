using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Every supported kind of model, from a Hugging Face folder with random weights, against the independent reference.</summary>
public sealed class ModelFamilyTests : IDisposable
{
    private const int Vocabulary = 50;
    private const int Width = 32;
    private const int Inner = 48;
    private const int Layers = 2;
    private const int Original = 64;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    static ModelFamilyTests() => TorchRuntime.Initialize();

    public static TheoryData<string> Families => ["llama", "llama-mha-bias", "llama-linear", "llama-llama3", "llama-yarn", "qwen2", "qwen2-untied", "qwen2-yarn", "qwen3", "qwen3-tied"];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_equals_its_double_precision_reference(string family)
    {
        var reference = Write(family);
        int[] ids = [.. Enumerable.Range(0, 100).Select(i => (i * i * 7 + 3) % Vocabulary)];
        var expected = reference.LogProbs(ids);
        using var policy = PolicyCheckpoint.Load(_folder.FullName);

        // Trainer: every position, past the original context of the scalings.
        using var batch = policy.Model.CompletionLogProbs([new TrainingRow([ids[0]], ids[1..])]);
        var trained = TestModels.Values(batch.LogProbs);
        var wanted = ids.Skip(1).Select((id, t) => expected[t][id]).ToArray();
        Assert.InRange(wanted.Zip(trained).Max(p => Math.Abs(p.First - p.Second)), 0, 1e-4);
        var mean = wanted.Average();
        Assert.True(Math.Sqrt(wanted.Average(v => (v - mean) * (v - mean))) > 1, "the model is too quiet for errors to show");

        // Samplers: cached, both computations, drawn tokens judged by the reference.
        foreach (var path in (SamplerPath[])[SamplerPath.Torch, SamplerPath.Fused])
        {
            using var sampler = LocalSampler.Create(policy.Model, options: new LocalSamplerOptions { Path = path });
            var completion = sampler.Sample([TestModels.Request(ids[..70], count: 1, maxTokens: 20)], default)[0][0];
            int[] all = [.. ids[..70], .. completion.TokenIds];
            var judged = reference.LogProbs(all);
            for (var t = 0; t < completion.TokenIds.Length; t++)
            {
                Assert.Equal(judged[69 + t][completion.TokenIds[t]], completion.BehaviorLogProbs[t], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("llama-mha-bias")]
    [InlineData("llama-linear")]
    [InlineData("llama-llama3")]
    [InlineData("llama-yarn")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    public void Switching_a_feature_off_would_be_seen(string family)
    {
        var reference = Write(family);
        int[] ids = [.. Enumerable.Range(0, 100).Select(i => (i * i * 7 + 3) % Vocabulary)];
        var expected = reference.LogProbs(ids);
        var changes = new List<(string Name, ReferenceTransformer Changed)>
        {
            ("rotary", Change(reference, rotary: false)),
            ("gate", Change(reference, gated: false)),
        };
        if (family != "llama-mha-bias")
        {
            changes.Add(("grouping", Change(reference, interleaved: true)));
        }

        if (reference.Bias)
        {
            changes.Add(("bias", Change(reference, bias: false)));
        }

        if (reference.HeadNorm)
        {
            changes.Add(("head norm", Change(reference, headNorm: false)));
        }

        if (reference.Scaling != "none")
        {
            changes.Add(("scaling", Change(reference, scaling: "none")));
        }

        foreach (var (name, changed) in changes)
        {
            var actual = changed.LogProbs(ids);
            var moved = ids.Skip(1).Select((id, t) => Math.Abs(expected[t][id] - actual[t][id])).Max();
            Assert.True(moved > 1e-2, $"{name} off moves log-probs by {moved} only");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Saving_gives_back_the_same_configuration_and_bytes(string family)
    {
        Write(family);
        using var policy = PolicyCheckpoint.Load(_folder.FullName);
        var copy = Path.Combine(_folder.FullName, "copy");
        var hash = PolicyCheckpoint.Save(copy, policy.Model);

        using var again = PolicyCheckpoint.Load(copy, expectedSha256: hash);

        Assert.Equal(policy.Model.Config with { EosIds = [], WindowedLayers = [], UnrotatedLayers = [] }, again.Model.Config with { EosIds = [], WindowedLayers = [], UnrotatedLayers = [] });
        Assert.Equal(policy.Model.Config.EosIds, again.Model.Config.EosIds);
        foreach (var (name, weight) in policy.Model.Weights)
        {
            Assert.Equal(TestModels.Values(weight), TestModels.Values(again.Model.Find(name)!));
        }
    }

    [Theory]
    [InlineData(WeightType.BFloat16, 0.004)]
    [InlineData(WeightType.Float16, 0.0005)]
    public void Half_width_weights_load_with_their_own_rounding_and_go_back_unchanged(WeightType type, double relative)
    {
        Write("qwen3");
        using var full = PolicyCheckpoint.Load(_folder.FullName);
        var (half, again) = (Path.Combine(_folder.FullName, "half"), Path.Combine(_folder.FullName, "again"));
        var hash = PolicyCheckpoint.Save(half, full.Model, type: type);

        using var loaded = PolicyCheckpoint.Load(half);

        Assert.Equal(type, loaded.StoredType);
        Assert.Equal(hash, PolicyCheckpoint.Save(again, loaded.Model, type: type));
        foreach (var (name, weight) in full.Model.Weights)
        {
            var (a, b) = (TestModels.Values(weight), TestModels.Values(loaded.Model.Find(name)!));
            Assert.All(a.Zip(b), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, (relative * Math.Abs(p.First)) + 1e-6));
        }
    }

    [Fact]
    public void Sharded_weights_equal_single_ones()
    {
        Write("llama");
        using var single = PolicyCheckpoint.Load(_folder.FullName);
        var sharded = Directory.CreateDirectory(Path.Combine(_folder.FullName, "sharded")).FullName;
        File.Copy(Path.Combine(_folder.FullName, "config.json"), Path.Combine(sharded, "config.json"));
        var map = new JsonObject();
        foreach (var (shard, weights) in single.Model.Weights.Chunk(8).Index())
        {
            var name = $"model-{shard + 1:d5}-of-00003.safetensors";
            SafetensorsWriter.Write(Path.Combine(sharded, name), [.. weights.Select(w => WeightStorage.Describe(w.Key, w.Value, WeightType.Float32))], new Dictionary<string, string>());
            foreach (var (weight, _) in weights)
            {
                map[weight] = name;
            }
        }

        var index = Path.Combine(sharded, "model.safetensors.index.json");
        File.WriteAllText(index, new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map }.ToJsonString());
        using (var loaded = PolicyCheckpoint.Load(sharded))
        {
            foreach (var (name, weight) in single.Model.Weights)
            {
                Assert.Equal(TestModels.Values(weight), TestModels.Values(loaded.Model.Find(name)!));
            }
        }

        var hash = PolicyCheckpoint.Sha256(sharded);
        var last = Directory.GetFiles(sharded, "model-*").Order().Last();
        var bytes = File.ReadAllBytes(last);
        bytes[^1] ^= 1;
        File.WriteAllBytes(last, bytes);
        Assert.NotEqual(hash, PolicyCheckpoint.Sha256(sharded));
        File.Delete(last);
        var missing = Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(sharded));
        Assert.Contains(Path.GetFileName(last), missing.Message, StringComparison.Ordinal);
        File.WriteAllText(index, """{"weight_map": {"a": "../outside.safetensors"}}""");
        Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(sharded));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes config.json and model.safetensors by hand and gives the reference over the same weights.</summary>
    private ReferenceTransformer Write(string family)
    {
        var kind = family.Split('-');
        var (qwen2, qwen3) = (kind[0] == "qwen2", kind[0] == "qwen3");
        var mha = kind.Contains("mha");
        var scaling = kind.FirstOrDefault(k => k is "linear" or "llama3" or "yarn") ?? "none";
        var tied = qwen2 ? !kind.Contains("untied") : kind.Contains("tied");
        var (heads, kv, dim) = (4, mha ? 4 : 2, qwen3 ? 12 : Width / 4);
        var biased = qwen2 || kind.Contains("bias");
        var theta = qwen2 ? 100_000.0 : 10_000.0;
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(qwen3 ? "Qwen3ForCausalLM" : qwen2 ? "Qwen2ForCausalLM" : "LlamaForCausalLM"),
            ["model_type"] = kind[0],
            ["vocab_size"] = Vocabulary,
            ["hidden_size"] = Width,
            ["intermediate_size"] = Inner,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = heads,
            ["num_key_value_heads"] = kv,
            ["max_position_embeddings"] = scaling == "none" ? 128 : 256,
            ["rms_norm_eps"] = qwen2 ? 1e-6 : 1e-5,
            ["rope_theta"] = theta,
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = tied,
            ["eos_token_id"] = new JsonArray(1, 2),
        };
        if (qwen3)
        {
            config["head_dim"] = dim;
        }

        if (biased && !qwen2)
        {
            config["attention_bias"] = true;
            config["mlp_bias"] = true;
        }

        if (scaling != "none")
        {
            var rope = new JsonObject { [scaling == "linear" ? "type" : "rope_type"] = scaling, ["factor"] = 4.0, ["original_max_position_embeddings"] = Original };
            if (scaling == "llama3")
            {
                rope["low_freq_factor"] = 1.0;
                rope["high_freq_factor"] = 4.0;
            }

            config["rope_scaling"] = rope;
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), config.ToJsonString());
        var weights = Weights(heads, kv, dim, biased, qwen2, qwen3, tied);
        SafetensorsWriter.Write(
            Path.Combine(_folder.FullName, "model.safetensors"),
            [.. weights.Select(w => new SafetensorsTensor(w.Name, "F32", w.Shape, w.Values.Length * 4L, s => s.Write(MemoryMarshal.AsBytes(w.Values.AsSpan()))))],
            new Dictionary<string, string> { ["format"] = "pt" });
        return new ReferenceTransformer
        {
            Weights = weights.ToDictionary(w => w.Name, w => Array.ConvertAll(w.Values, v => (double)v)),
            Vocabulary = Vocabulary,
            Width = Width,
            Inner = Inner,
            Layers = Layers,
            Heads = heads,
            KvHeads = kv,
            HeadDim = dim,
            Epsilon = qwen2 ? 1e-6 : 1e-5,
            Theta = theta,
            Bias = biased,
            HeadNorm = qwen3,
            Tied = tied,
            Scaling = scaling,
            Factor = 4,
            Original = Original,
        };
    }

    private static List<(string Name, long[] Shape, float[] Values)> Weights(int heads, int kv, int dim, bool biased, bool qwen2, bool headNorm, bool tied)
    {
        var weights = new List<(string Name, long[] Shape, float[] Values)>();
        void Add(string name, double deviation, double mean, params long[] shape)
        {
            var random = new CounterRandom(11, (ulong)weights.Count);
            var count = (int)shape.Aggregate(1L, (a, b) => a * b);
            weights.Add((name, shape, [.. Enumerable.Range(0, count).Select(i => (float)(mean + (deviation * random.Normal((uint)i))))]));
        }

        void Linear(string name, int outputs, int inputs, bool bias)
        {
            Add($"{name}.weight", 1.5 / Math.Sqrt(inputs), 0, outputs, inputs);
            if (bias)
            {
                Add($"{name}.bias", 0.5, 0, outputs);
            }
        }

        Add("model.embed_tokens.weight", tied ? 0.6 : 1, 0, Vocabulary, Width);
        for (var l = 0; l < Layers; l++)
        {
            var p = $"model.layers.{l}";
            Add($"{p}.input_layernorm.weight", 0.3, 1, Width);
            Linear($"{p}.self_attn.q_proj", heads * dim, Width, biased);
            Linear($"{p}.self_attn.k_proj", kv * dim, Width, biased);
            Linear($"{p}.self_attn.v_proj", kv * dim, Width, biased);
            Linear($"{p}.self_attn.o_proj", Width, heads * dim, biased && !qwen2);
            if (headNorm)
            {
                Add($"{p}.self_attn.q_norm.weight", 0.3, 1.5, dim);
                Add($"{p}.self_attn.k_norm.weight", 0.3, 1.5, dim);
            }

            Add($"{p}.post_attention_layernorm.weight", 0.3, 1, Width);
            Linear($"{p}.mlp.gate_proj", Inner, Width, biased && !qwen2);
            Linear($"{p}.mlp.up_proj", Inner, Width, biased && !qwen2);
            Linear($"{p}.mlp.down_proj", Width, Inner, biased && !qwen2);
        }

        Add("model.norm.weight", 0.3, 1, Width);
        if (!tied)
        {
            Linear("lm_head", Vocabulary, Width, bias: false);
        }

        return weights;
    }

    private static ReferenceTransformer Change(ReferenceTransformer r, bool? rotary = null, bool? gated = null, bool? interleaved = null, bool? bias = null, bool? headNorm = null, string? scaling = null) => new()
    {
        Weights = r.Weights, Vocabulary = r.Vocabulary, Width = r.Width, Inner = r.Inner, Layers = r.Layers, Heads = r.Heads, KvHeads = r.KvHeads,
        HeadDim = r.HeadDim, Epsilon = r.Epsilon, Theta = r.Theta, Tied = r.Tied, Factor = r.Factor, Original = r.Original,
        Rotary = rotary ?? r.Rotary, GatedMlp = gated ?? r.GatedMlp, InterleavedGroups = interleaved ?? r.InterleavedGroups, Bias = bias ?? r.Bias,
        HeadNorm = headNorm ?? r.HeadNorm, Scaling = scaling ?? r.Scaling,
    };
}
