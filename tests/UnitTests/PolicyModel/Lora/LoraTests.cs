using System.Text.Json;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Transformer;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Adapters from file to file: stored as PEFT does, merged, trained, refused.</summary>
public sealed class LoraTests : IDisposable
{
    private static readonly TrainingRow[] Rows = [new([0, 3, 4, 5], [6, 7, 1]), new([0, 9], [10, 11, 12, 13, 1])];
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-test-").FullName;

    static LoraTests() => TorchRuntime.Initialize();

    [Fact]
    public void The_stored_adapter_has_PEFTs_names_shapes_and_configuration()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        LoraAdapter.Attach(model, new LoraSettings { Rank = 4, Alpha = 6 }, seed: 1);

        LoraAdapter.Save(_folder, model, "Qwen/Qwen2.5-0.5B");

        using var file = SafetensorsFile.Open(Path.Combine(_folder, "adapter_model.safetensors"));
        string[] modules = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"];
        var names = from layer in Enumerable.Range(0, 2) from module in modules from factor in (string[])["A", "B"] select $"base_model.model.model.layers.{layer}.{module}.lora_{factor}.weight";
        Assert.Equal(names.Order(StringComparer.Ordinal), file.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([4, 48], file.Entries["base_model.model.model.layers.1.mlp.down_proj.lora_A.weight"].Shape);
        Assert.Equal([32, 4], file.Entries["base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"].Shape);
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "adapter_config.json")));
        var root = config.RootElement;
        Assert.Equal(("LORA", "CAUSAL_LM", "none"), (root.GetProperty("peft_type").GetString(), root.GetProperty("task_type").GetString(), root.GetProperty("bias").GetString()));
        Assert.Equal((4, 6.0, 0.0), (root.GetProperty("r").GetInt32(), root.GetProperty("lora_alpha").GetDouble(), root.GetProperty("lora_dropout").GetDouble()));
        Assert.Equal("Qwen/Qwen2.5-0.5B", root.GetProperty("base_model_name_or_path").GetString());
        Assert.Equal(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"], root.GetProperty("target_modules").EnumerateArray().Select(m => m.GetString()!));
    }

    [Fact]
    public void A_merge_equals_the_adapter_in_float32_and_loses_a_small_one_in_bfloat16()
    {
        // What is trained is stored: a base whose weights bfloat16 holds exactly, so that only the merge can lose something.
        using var loud = TestModels.Loud(TestModels.Tiny());
        using var rounded = loud.Copy(ScalarType.BFloat16);
        using var model = rounded.Copy(ScalarType.Float32);
        var before = LogProbs(model);
        Adapt(model, new LoraSettings { Rank = 4 }, size: 2e-4);
        var adapted = LogProbs(model);
        var effect = Largest(before, adapted);
        Assert.True(effect > 1e-3, $"the adapter does nothing ({effect})");

        using (var bf16 = rounded.Copy())
        {
            Adapt(bf16, new LoraSettings { Rank = 4 }, size: 2e-4);
            var refusal = Assert.Throws<InvalidOperationException>(() => LoraAdapter.Merge(bf16));
            Assert.Contains("would lose small changes", refusal.Message, StringComparison.Ordinal);
        }

        LoraAdapter.Merge(model);
        Assert.InRange(Largest(adapted, LogProbs(model)), 0, 1e-4);
        Assert.InRange(Largest(adapted, Stored(WeightType.Float32)), 0, 1e-4);

        // Most of the small change is rounded away: what is left of it is noise.
        Assert.InRange(Largest(adapted, Stored(WeightType.BFloat16)), effect / 4, 10 * effect);

        float[] Stored(WeightType type)
        {
            PolicyCheckpoint.Save(_folder, model, type: type);
            using var loaded = PolicyCheckpoint.Load(_folder);
            return LogProbs(loaded.Model);
        }
    }

    [Fact]
    public void Training_sees_the_factors_as_they_are_published()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var fresh = model.Copy();
        Adapt(model, new LoraSettings { Rank = 4, StoredType = WeightType.BFloat16 }, size: 0.05);

        LoraAdapter.Save(_folder, model, "base");
        LoraAdapter.Load(_folder, fresh);

        Assert.Equal(WeightType.BFloat16, fresh.LoraSettings!.StoredType);
        Assert.Equal(LogProbs(model), LogProbs(fresh));

        // The masters are finer than what is published, and their gradients are whole.
        var (name, master) = model.TrainableWeights[1];
        Assert.NotEqual(TestModels.Values(master), TestModels.Values(fresh.TrainableWeights[1].Value));
        using var batch = model.CompletionLogProbs(Rows);
        batch.LogProbs.sum().backward();
        Assert.Equal(ScalarType.Float32, master.grad!.dtype);
        Assert.True(TestModels.Values(master.grad!).Any(g => g != 0), name);
        Assert.All(model.Weights, w => Assert.True(w.Value.grad is null, w.Key));
    }

    [Theory]
    [InlineData("\"r\": 4", "\"r\": 0", "rank")]
    [InlineData("\"q_proj\"", "\"lm_head\"", "'target_modules'")]
    [InlineData("\"use_dora\": false", "\"use_dora\": true", "'use_dora'")]
    [InlineData("\"LORA\"", "\"IA3\"", "'peft_type' IA3")]
    [InlineData("\"r\": 4", "\"r\": 5", "has shape")]
    [InlineData("\"down_proj\"", "\"k_proj\"", "is missing")]
    public void An_adapter_that_cannot_be_used_is_one_line(string old, string changed, string problem)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var fresh = model.Copy();
        LoraAdapter.Attach(model, new LoraSettings { Rank = 4, TargetModules = ["q_proj", "down_proj"] }, seed: 1);
        LoraAdapter.Save(_folder, model, "base");
        var path = Path.Combine(_folder, "adapter_config.json");
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));

        var error = Assert.Throws<CheckpointException>(() => LoraAdapter.Load(_folder, fresh));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Adapt(CausalLm model, LoraSettings settings, double size)
    {
        LoraAdapter.Attach(model, settings, seed: 1);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (index, (_, factor)) in model.TrainableWeights.Index().Where(w => w.Item.Key.EndsWith("lora_B.weight", StringComparison.Ordinal)))
        {
            var random = new CounterRandom(5, (ulong)index);
            factor.copy_(tensor(Enumerable.Range(0, (int)factor.numel()).Select(i => (float)(size * random.Normal((uint)i))).ToArray(), factor.shape));
        }
    }

    private static float[] LogProbs(CausalLm model)
    {
        using var noGrad = no_grad();
        using var batch = model.CompletionLogProbs(Rows);
        return TestModels.Values(batch.LogProbs);
    }

    private static double Largest(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();
}
