using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using Guide.Contracts;

namespace Guide.IntegrationTests.Servers;

/// <summary>vLLM's protocol: a base model, adapters beside it under their names.</summary>
internal sealed class VllmServer(string baseFolder) : TestServer
{
    public const string BaseName = "tiny/base";

    private readonly ServedPolicy _base = new(baseFolder);
    private readonly ConcurrentDictionary<string, ServedPolicy> _adapters = new(StringComparer.Ordinal);

    /// <summary>False: log-probs are the model's own, whatever the temperature (vLLM's default).</summary>
    public bool ProcessedLogProbs { get; set; } = true;

    /// <summary>True: adapters are taken, and not used.</summary>
    public bool IgnoresAdapters { get; set; }

    public IReadOnlyCollection<string> Adapters => [.. _adapters.Keys];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _base.Dispose();
    }

    protected override void Forget()
    {
        foreach (var adapter in _adapters.Values.Where(adapter => adapter != _base))
        {
            adapter.Dispose();
        }

        _adapters.Clear();
    }

    protected override Task<(int Status, JsonNode Answer)?> AnswerAsync(string path, JsonNode? body) => Task.FromResult(path switch
    {
        "/v1/models" => (200, Models()),
        "/v1/load_lora_adapter" => Load(body!),
        "/v1/unload_lora_adapter" => Unload(body!),
        "/v1/completions" => Complete(body!),
        _ => ((int, JsonNode)?)null,
    });

    private static JsonObject Error(string message) => new() { ["error"] = new JsonObject { ["message"] = message } };

    private JsonNode Models() => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray(
        [
            new JsonObject { ["id"] = BaseName, ["parent"] = null, ["root"] = baseFolder },
            .. _adapters.Keys.Select(name => (JsonNode)new JsonObject { ["id"] = name, ["parent"] = BaseName }),
        ]),
    };

    private (int, JsonNode)? Load(JsonNode body)
    {
        var (name, folder) = (body["lora_name"]!.GetValue<string>(), body["lora_path"]!.GetValue<string>());
        if (_adapters.ContainsKey(name))
        {
            return (400, Error($"The lora adapter '{name}' has already been loaded."));
        }

        try
        {
            _adapters[name] = IgnoresAdapters ? _base : new ServedPolicy(folder);
            return (200, JsonValue.Create($"Success: LoRA adapter '{name}' added successfully."));
        }
        catch (Guide.PolicyModel.Checkpoints.CheckpointException exception)
        {
            return (400, Error(exception.Message));
        }
    }

    private (int, JsonNode)? Unload(JsonNode body) => _adapters.TryRemove(body["lora_name"]!.GetValue<string>(), out _)
        ? (200, JsonValue.Create("Success"))
        : (404, Error("no such adapter"));

    private (int, JsonNode)? Complete(JsonNode body)
    {
        var model = body["model"]!.GetValue<string>();
        var policy = model == BaseName ? _base : _adapters.GetValueOrDefault(model);
        if (policy is null)
        {
            return (404, Error($"The model `{model}` does not exist."));
        }

        var context = Ids(body["prompt"]);
        var temperature = body["temperature"]!.GetValue<double>();
        var completions = policy.Sample(context, body["n"]!.GetValue<int>(), body["max_tokens"]!.GetValue<int>(), temperature, Ids(body["stop_token_ids"]));
        var likeliest = policy.NextToken(context, ProcessedLogProbs ? temperature : 1).Index().OrderByDescending(token => token.Item).Take(body["logprobs"]!.GetValue<int>());
        var top = new JsonArray(new JsonObject(likeliest.Select(token => KeyValuePair.Create($"token_id:{token.Index}", (JsonNode?)JsonValue.Create(token.Item)))));
        return (200, new JsonObject
        {
            ["id"] = "cmpl-1",
            ["object"] = "text_completion",
            ["model"] = model,
            ["choices"] = new JsonArray([.. completions.Index().Select(item => (JsonNode)new JsonObject
            {
                ["index"] = item.Index,
                ["text"] = policy.Decode(item.Item.TokenIds),
                ["token_ids"] = Array(item.Item.TokenIds),
                ["logprobs"] = new JsonObject { ["token_logprobs"] = Array(item.Item.BehaviorLogProbs), ["top_logprobs"] = top.DeepClone() },
                ["finish_reason"] = item.Item.FinishReason == FinishReason.Stop ? "stop" : "length",
            })]),
        });
    }
}
