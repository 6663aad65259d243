using System.Text.Json.Nodes;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Transformer;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Folders that say two things at once: which weights are meant is never guessed.</summary>
public sealed class AmbiguousCheckpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    static AmbiguousCheckpointTests() => TorchRuntime.Initialize();

    private string Index => Path.Combine(_folder.FullName, "model.safetensors.index.json");

    [Fact]
    public void An_index_of_other_shards_beside_single_weights_is_refused()
    {
        Save(TestModels.Tiny());
        File.Copy(Path.Combine(_folder.FullName, "model.safetensors"), Path.Combine(_folder.FullName, "model-00001-of-00001.safetensors"));
        WriteIndex("model-00001-of-00001.safetensors");
        AssertRefused("it names other shards than model.safetensors");

        File.Delete(Path.Combine(_folder.FullName, "model.safetensors"));
        PolicyCheckpoint.Load(_folder.FullName).Dispose();
    }

    [Fact]
    public void An_index_of_the_single_weights_themselves_is_none()
    {
        Save(TestModels.Tiny());
        WriteIndex("model.safetensors");

        PolicyCheckpoint.Load(_folder.FullName).Dispose();
    }

    [Fact]
    public void An_entry_of_the_index_without_its_tensor_is_named()
    {
        Save(TestModels.Tiny());
        WriteIndex("model.safetensors", "model.layers.9.mlp.up_proj.weight");

        AssertRefused("the tensor 'model.layers.9.mlp.up_proj.weight' is not in model.safetensors");
    }

    [Theory]
    [InlineData("logit_scale", "0.0625", "'logit_scale' 0.0625 is no setting of")]
    [InlineData("embedding_multiplier", "12.0", "'embedding_multiplier' 12.0 is no setting of")]
    [InlineData("scale_depth", "1.4", "'scale_depth' 1.4 is no setting of")]
    [InlineData("partial_rotary_factor", "0.5", "'partial_rotary_factor' 0.5")]
    [InlineData("quantization_config", """{"quant_method": "fp8"}""", "'quantization_config'")]
    [InlineData("residual_multiplier", "1.0", null)]
    public void A_setting_that_would_change_the_numbers_is_refused_by_its_key(string key, string value, string? words)
    {
        Save(TestModels.Tiny());
        var path = Path.Combine(_folder.FullName, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());

        if (words is null)
        {
            PolicyCheckpoint.Load(_folder.FullName).Dispose();
        }
        else
        {
            Assert.Contains(words, Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(_folder.FullName)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tensor_in_two_shards_is_named()
    {
        Save(TestModels.Tiny());
        foreach (var name in (string[])["a.safetensors", "b.safetensors"])
        {
            File.Copy(Path.Combine(_folder.FullName, "model.safetensors"), Path.Combine(_folder.FullName, name));
        }

        File.Delete(Path.Combine(_folder.FullName, "model.safetensors"));
        WriteIndex("a.safetensors");
        var index = JsonNode.Parse(File.ReadAllText(Index))!;
        index["weight_map"]!["model.norm.weight"] = "b.safetensors";
        File.WriteAllText(Index, index.ToJsonString());

        AssertRefused("is in another shard, too");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tied_output_layer_that_is_stored_must_be_the_embedding(bool same)
    {
        Save(TestModels.Tiny() with { TieEmbeddings = true });
        var path = Path.Combine(_folder.FullName, "model.safetensors");
        using (var policy = PolicyCheckpoint.Load(_folder.FullName))
        {
            using var head = policy.Model.Find("model.embed_tokens.weight")!.detach().clone();
            using var other = head.Plus(0.5);
            SafetensorsWriter.Write(
                path,
                [.. policy.Model.Weights.Select(w => WeightStorage.Describe(w.Key, w.Value, WeightType.Float32)), WeightStorage.Describe("lm_head.weight", same ? head : other, WeightType.Float32)],
                new Dictionary<string, string>());
        }

        if (same)
        {
            PolicyCheckpoint.Load(_folder.FullName).Dispose();
        }
        else
        {
            AssertRefused("'lm_head.weight' differs from the embedding");
        }
    }

    [Theory]
    [InlineData("40")]
    [InlineData("[1, 99]")]
    [InlineData("-1")]
    public void A_stop_id_of_the_generation_that_no_row_has_is_named(string ids)
    {
        Save(TestModels.Tiny());
        File.WriteAllText(Path.Combine(_folder.FullName, "generation_config.json"), $$"""{"eos_token_id":{{ids}}}""");

        AssertRefused("is outside the vocabulary of 40");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Save(PolicyConfig config)
    {
        using var model = CausalLm.CreateRandom(config, seed: 1);
        PolicyCheckpoint.Save(_folder.FullName, model);
    }

    private void WriteIndex(string file, string? extra = null)
    {
        using var weights = SafetensorsFile.Open(Path.Combine(_folder.FullName, file));
        var map = new JsonObject();
        foreach (var name in weights.Entries.Keys.Concat(extra is null ? [] : [extra]))
        {
            map[name] = file;
        }

        File.WriteAllText(Index, new JsonObject { ["weight_map"] = map }.ToJsonString());
    }

    private void AssertRefused(string words) =>
        Assert.Contains(words, Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(_folder.FullName)).Message, StringComparison.Ordinal);
}
