using System.Text.Json;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;
using Guide.TestKit;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// reference-models.jsonl: configurations of every family with the log-probabilities that transformers 5.17 gives in float64, eager attention,
/// under <see cref="ReferenceWeights"/>; "saved" is the same configuration as transformers 5 writes it.
/// </summary>
public sealed class TransformersReferenceTests : IDisposable
{
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["llama-dynamic"] = "'dynamic'",
        ["llama-llama3-no-low"] = "'low_freq_factor'",
        ["llama-llama3-no-factor"] = "'factor'",
        ["llama-partial-v4"] = "partial rotary",
        ["llama-partial-v5"] = "partial rotary",
        ["llama-layer-types"] = "sliding_attention",
        ["qwen2-layer-types-off"] = "the sliding window is off",
        ["gemma3-bidirectional"] = "'use_bidirectional_attention'",
        ["phi3"] = "'Phi3ForCausalLM'",
        ["phi3-partial"] = "'Phi3ForCausalLM'",
        ["granite"] = "'GraniteForCausalLM'",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    static TransformersReferenceTests() => TorchRuntime.Initialize();

    public static TheoryData<string> Computed => [.. ReferenceCases.Models.Ids.Where(id => !Refused.ContainsKey(id))];

    public static TheoryData<string> NotSupported => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Computed))]
    public void Log_probabilities_are_those_of_transformers(string id)
    {
        using var json = ReferenceCases.Models.Find(id);
        var expected = json.RootElement.GetProperty("next").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        foreach (var written in (string[])["config", "saved"])
        {
            var folder = Write(json.RootElement, written);
            using var policy = PolicyCheckpoint.Load(folder);
            Assert.Equal(
                json.RootElement.GetProperty("shapes").EnumerateObject().Select(s => s.Name).Order(StringComparer.Ordinal),
                policy.Model.Weights.Select(w => w.Key).Order(StringComparer.Ordinal));
            var actual = ReferenceWeights.LogProbs(policy.Model);
            Assert.InRange(expected.Zip(actual).Max(p => Math.Abs(p.First - p.Second)), 0, 5e-4);

            var copy = Path.Combine(_folder.FullName, $"copy-{written}");
            PolicyCheckpoint.Save(copy, policy.Model);
            using var again = PolicyCheckpoint.Load(copy);
            Assert.Equal(actual, ReferenceWeights.LogProbs(again.Model));
        }
    }

    [Theory]
    [MemberData(nameof(Computed))]
    public void Samplers_agree_with_the_trainer_past_every_window(string id)
    {
        using var json = ReferenceCases.Models.Find(id);
        using var policy = PolicyCheckpoint.Load(Write(json.RootElement, "config"));
        foreach (var path in policy.Model.Config.IsPlain ? (SamplerPath[])[SamplerPath.Torch, SamplerPath.Fused] : [SamplerPath.Torch])
        {
            using var sampler = LocalSampler.Create(policy.Model, options: new LocalSamplerOptions { Path = path });
            var completions = sampler.Sample([TestModels.Request(ReferenceWeights.Ids[..30], count: 2, maxTokens: 40)], default)[0];
            foreach (var completion in completions)
            {
                using var batch = policy.Model.CompletionLogProbs([new TrainingRow(ReferenceWeights.Ids[..30], completion.TokenIds)]);
                Assert.InRange(TestModels.Values(batch.LogProbs).Zip(completion.BehaviorLogProbs).Max(p => Math.Abs(p.First - p.Second)), 0, 2e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(NotSupported))]
    public void What_is_not_computed_is_refused_by_name(string id)
    {
        using var json = ReferenceCases.Models.Find(id);
        var path = Path.Combine(_folder.FullName, "config.json");
        File.WriteAllText(path, json.RootElement.GetProperty("config").GetRawText());

        var problem = Assert.Throws<CheckpointException>(() => PolicyConfigJson.Read(path));

        Assert.Contains(Refused[id], problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_local_experts", "4", "mixture of experts")]
    [InlineData("num_experts", "128", "mixture of experts")]
    [InlineData("eos_token_id", "50", "eos_token_id 50 is outside the vocabulary of 50")]
    [InlineData("eos_token_id", "[2, 99]", "eos_token_id 99 is outside the vocabulary of 50")]
    [InlineData("rope_scaling", """{"rope_type":"yarn","factor":4.0,"attn_factor":1.0}""", "'attn_factor' of the rope scaling")]
    [InlineData("rope_parameters", """{"rope_type":"default","partial_rotary_factor":0.25}""", "partial rotary")]
    [InlineData("final_logit_softcapping", "30.0", "'final_logit_softcapping'")]
    [InlineData("quantization_config", """{"bits":4}""", "quantized")]
    [InlineData("hidden_act", "\"gelu\"", "'gelu'")]
    public void A_key_that_changes_the_numbers_is_refused_by_name(string key, string value, string words)
    {
        using var json = ReferenceCases.Models.Find("llama");
        var config = json.RootElement.GetProperty("config").EnumerateObject().Where(p => p.Name != key).ToDictionary(p => p.Name, p => p.Value);
        config[key] = JsonSerializer.Deserialize<JsonElement>(value);
        var path = Path.Combine(_folder.FullName, "config.json");
        File.WriteAllText(path, JsonSerializer.Serialize(config));

        Assert.Contains(words, Assert.Throws<CheckpointException>(() => PolicyConfigJson.Read(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(JsonElement item, string config)
    {
        var folder = _folder.CreateSubdirectory(config).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), item.GetProperty(config).GetRawText());
        ReferenceWeights.Write(
            Path.Combine(folder, "model.safetensors"), item.GetProperty("shapes"), item.GetProperty("config").GetProperty("model_type").GetString()!.StartsWith("gemma", StringComparison.Ordinal));
        return folder;
    }
}
