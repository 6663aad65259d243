using Guide.Cli.Merging;
using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.TestKit;

using static TorchSharp.torch;

namespace Guide.UnitTests.Cli;

public sealed class CheckpointMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-merge");

    public void Dispose() => _folder.Dispose();

    /// <summary>q becomes W + (alpha / rank) · B A, computed here from the factors; what has no factors stays.</summary>
    [Fact]
    public void An_adapter_is_added_into_its_base()
    {
        var adapter = Adapter();
        var merged = CheckpointMerge.Write(adapter, null, In("merged"), WeightType.Float32);

        using var model = PolicyCheckpoint.Load(In("merged"));
        using var original = PolicyCheckpoint.Load(In("run", "v000000"));
        using var file = SafetensorsFile.Open(Path.Combine(adapter, "adapter_model.safetensors"));
        const string name = "model.layers.0.self_attn.q_proj";
        using var a = zeros(2, 16);
        using var b = zeros(16, 2);
        WeightStorage.Load(file, file.Entries[$"base_model.model.{name}.lora_A.weight"], a);
        WeightStorage.Load(file, file.Entries[$"base_model.model.{name}.lora_B.weight"], b);
        using var expected = original.Model.Find($"{name}.weight")! + (2.0 * b.mm(a));
        Assert.True(expected.allclose(model.Model.Find($"{name}.weight")!, atol: 1e-6));
        Assert.False(expected.allclose(original.Model.Find($"{name}.weight")!, atol: 1e-3));
        Assert.True(original.Model.Find("model.embed_tokens.weight")!.allclose(model.Model.Find("model.embed_tokens.weight")!, rtol: 0, atol: 0));
        Assert.Equal(PolicyCheckpoint.Sha256(In("merged")), merged.Sha256);
        Assert.True(File.Exists(In("merged", "tokenizer.json")));
        Assert.False(File.Exists(In("merged", "optimizer.safetensors")));
    }

    [Fact]
    public void A_moved_adapter_says_how_it_finds_its_base_and_does_with_it()
    {
        var moved = In("elsewhere", "adapter");
        Directory.CreateDirectory(In("elsewhere"));
        Directory.Move(Adapter(), moved);

        var lost = Assert.Throws<GuideException>(() => CheckpointMerge.Write(moved, null, In("merged"), WeightType.Float32));
        Assert.Contains("needs --base DIR", lost.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("merged")));

        Assert.Equal(In("run", "v000000"), CheckpointMerge.Write(moved, In("run", "v000000"), In("merged"), WeightType.Float32).Base);
    }

    [Fact]
    public void Bfloat16_is_half_the_size()
    {
        var single = CheckpointMerge.Write(Adapter(), null, In("single"), WeightType.Float32);
        var half = CheckpointMerge.Write(In("single"), null, In("half"), WeightType.BFloat16);

        using var file = SafetensorsFile.Open(In("half", "model.safetensors"));
        Assert.Equal(new FileInfo(In("single", "model.safetensors")).Length - (2 * file.Entries.Values.Sum(entry => entry.Shape.Aggregate(1L, (x, y) => x * y))), new FileInfo(In("half", "model.safetensors")).Length, 400.0);
        Assert.True(half.Bytes < single.Bytes);
        Assert.Contains("\"bfloat16\"", File.ReadAllText(In("half", "config.json")), StringComparison.Ordinal);
    }

    private string Adapter()
    {
        var (zero, adapter) = (In("run", "v000000"), In("run", "v000001-1"));
        TinyPolicy.Write(zero);
        using var policy = PolicyCheckpoint.Load(zero);
        LoraAdapter.Attach(policy.Model, new LoraSettings { Rank = 2, Alpha = 4, TargetModules = ["q_proj", "down_proj"] }, seed: 1);
        using var noGrad = no_grad();
        foreach (var (name, factor) in policy.Model.TrainableWeights)
        {
            if (name.Contains("lora_B", StringComparison.Ordinal))
            {
                factor.fill_(0.25);
            }
        }

        LoraAdapter.Save(adapter, policy.Model, "../v000000");
        return adapter;
    }

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);
}
