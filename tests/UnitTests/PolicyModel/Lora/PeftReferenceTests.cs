using System.Text.Json;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Transformer;
using Guide.TestKit;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// reference-adapters.jsonl: adapter_config.json as PEFT 0.21 writes it, with the log-probabilities that PEFT gives in float64 under
/// <see cref="ReferenceWeights"/>. The base is "llama-bias" of reference-models.jsonl without biases in the MLP.
/// </summary>
public sealed class PeftReferenceTests : IDisposable
{
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["save-head"] = "'modules_to_save'",
        ["save-both"] = "'modules_to_save'",
        ["save-norm"] = "'modules_to_save'",
        ["bias-all"] = "'bias' all",
        ["bias-lora-only"] = "'bias' lora_only",
        ["lora-bias"] = "'lora_bias'",
        ["dora"] = "'use_dora'",
        ["target-embed"] = "'embed_tokens'",
        ["target-head"] = "'lm_head'",
        ["trainable-tokens"] = "'trainable_token_indices'",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    static PeftReferenceTests() => TorchRuntime.Initialize();

    public static TheoryData<string> Computed => [.. ReferenceCases.Adapters.Ids.Where(id => !Refused.ContainsKey(id))];

    public static TheoryData<string> NotSupported => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Computed))]
    public void An_adapter_computes_what_PEFT_computes_and_so_does_its_copy(string id)
    {
        using var json = ReferenceCases.Adapters.Find(id);
        var expected = json.RootElement.GetProperty("next").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        using var policy = PolicyCheckpoint.Load(Write(json.RootElement));
        var actual = ReferenceWeights.LogProbs(policy.Model);
        Assert.InRange(expected.Zip(actual).Max(p => Math.Abs(p.First - p.Second)), 0, 2e-4);

        var copy = Path.Combine(_folder.FullName, "copy");
        LoraAdapter.Save(copy, policy.Model, "../base");
        using var again = PolicyCheckpoint.Load(copy);
        Assert.InRange(actual.Zip(ReferenceWeights.LogProbs(again.Model)).Max(p => Math.Abs(p.First - p.Second)), 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(NotSupported))]
    public void What_is_not_computed_is_refused_by_its_key(string id)
    {
        using var json = ReferenceCases.Adapters.Find(id);
        var folder = Write(json.RootElement);

        Assert.Contains(Refused[id], Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rank_pattern", """{"q_proj": 3}""", "lora_A.weight' has shape")]
    [InlineData("target_modules", """["q_proj"]""", "v_proj.lora_A.weight' belongs to no module")]
    [InlineData("target_modules", """["q_proj", "v_proj", "k_proj"]""", "k_proj.lora_A.weight' is missing")]
    [InlineData("layers_to_transform", "[1]", "layers.0.self_attn.q_proj.lora_A.weight' belongs to no module")]
    [InlineData("layers_to_transform", "[7]", "names no module")]
    [InlineData("target_modules", "\"(((\"", "not a valid adapter configuration")]
    [InlineData("target_modules", "\"(.*)*x\"", "not")]
    [InlineData("init_lora_weights", "\"pissa\"", "'init_lora_weights' pissa")]
    [InlineData("use_something_new", "true", "'use_something_new'")]
    [InlineData("peft_type", "\"LOHA\"", "LOHA")]
    public void A_configuration_that_does_not_go_with_the_tensors_is_refused(string key, string value, string words)
    {
        using var json = ReferenceCases.Adapters.Find("plain");
        var folder = Write(json.RootElement, key, value);

        Assert.Contains(words, Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickled_adapter_is_refused_by_its_file()
    {
        using var json = ReferenceCases.Adapters.Find("plain");
        var folder = Write(json.RootElement);
        File.Move(Path.Combine(folder, "adapter_model.safetensors"), Path.Combine(folder, "adapter_model.bin"));

        Assert.Contains("adapter_model.bin", Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(folder)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(JsonElement item, string? key = null, string? value = null)
    {
        using var model = ReferenceCases.Models.Find("llama-bias");
        var baseFolder = _folder.CreateSubdirectory("base").FullName;
        File.WriteAllText(Path.Combine(baseFolder, "config.json"), model.RootElement.GetProperty("config").GetRawText().Replace("\"mlp_bias\":true", "\"mlp_bias\":false", StringComparison.Ordinal));
        var shapes = model.RootElement.GetProperty("shapes").EnumerateObject().Where(s => !s.Name.Contains(".mlp.", StringComparison.Ordinal) || !s.Name.EndsWith("bias", StringComparison.Ordinal)).ToDictionary(s => s.Name, s => s.Value);
        ReferenceWeights.Write(Path.Combine(baseFolder, "model.safetensors"), JsonSerializer.SerializeToElement(shapes), gemma: false);

        var folder = _folder.CreateSubdirectory("adapter").FullName;
        var config = item.GetProperty("config").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        config["base_model_name_or_path"] = JsonSerializer.SerializeToElement("../base");
        if (key is not null)
        {
            config[key] = JsonSerializer.Deserialize<JsonElement>(value!);
        }

        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), JsonSerializer.Serialize(config));
        ReferenceWeights.Write(Path.Combine(folder, "adapter_model.safetensors"), item.GetProperty("shapes"), gemma: false);
        return folder;
    }
}
