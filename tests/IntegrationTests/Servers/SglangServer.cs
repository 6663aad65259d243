using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;

namespace Guide.IntegrationTests.Servers;

/// <summary>SGLang's protocol: one set of weights, replaced in place, with a version that every answer names.</summary>
internal sealed class SglangServer(string baseFolder) : TestServer
{
    private ServedPolicy _policy = new(baseFolder);
    private int _underWay;

    /// <summary>What answers name; "default" until the first update.</summary>
    public string WeightVersion { get; set; } = "default";

    /// <summary>Weights that were replaced while a group was under way.</summary>
    public int ReplacedUnderWay { get; private set; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _policy.Dispose();
    }

    protected override void Forget()
    {
        _policy.Dispose();
        (_policy, WeightVersion) = (new ServedPolicy(baseFolder), "default");
    }

    protected override async Task<(int Status, JsonNode Answer)?> AnswerAsync(string path, JsonNode? body)
    {
        switch (path)
        {
            case "/update_weights_from_disk":
                return Update(body!);
            case "/generate":
                Interlocked.Increment(ref _underWay);
                try
                {
                    await Task.Yield();
                    return Generate(body!);
                }
                finally
                {
                    Interlocked.Decrement(ref _underWay);
                }

            default:
                return null;
        }
    }

    private (int, JsonNode) Update(JsonNode body)
    {
        ReplacedUnderWay += Volatile.Read(ref _underWay) > 0 ? 1 : 0;
        try
        {
            var fresh = new ServedPolicy(body["model_path"]!.GetValue<string>());
            _policy.Dispose();
            (_policy, WeightVersion) = (fresh, body["weight_version"]!.GetValue<string>());
            return (200, new JsonObject { ["success"] = true, ["message"] = "Succeeded to update model weights.", ["num_paused_requests"] = 0 });
        }
        catch (CheckpointException exception)
        {
            return (400, new JsonObject { ["success"] = false, ["message"] = exception.Message });
        }
    }

    private (int, JsonNode) Generate(JsonNode body)
    {
        var context = Ids(body["input_ids"]![0]);
        var requests = body["sampling_params"]!.AsArray();
        var parameters = requests[0]!;
        var temperature = parameters["temperature"]!.GetValue<double>();
        var completions = _policy.Sample(context, requests.Count, parameters["max_new_tokens"]!.GetValue<int>(), temperature, Ids(parameters["stop_token_ids"]));
        var likeliest = _policy.NextToken(context, temperature).Index().OrderByDescending(token => token.Item).Take(body["top_logprobs_num"]!.GetValue<int>());
        var top = new JsonArray(new JsonArray([.. likeliest.Select(token => (JsonNode)new JsonArray(token.Item, token.Index, null))]));
        var items = completions.Select(completion => (JsonNode)new JsonObject
        {
            ["text"] = _policy.Decode(completion.TokenIds),
            ["output_ids"] = Array(completion.TokenIds),
            ["meta_info"] = new JsonObject
            {
                ["finish_reason"] = new JsonObject { ["type"] = completion.FinishReason == FinishReason.Stop ? "stop" : "length" },
                ["weight_version"] = WeightVersion,
                ["output_token_logprobs"] = new JsonArray([.. completion.TokenIds.Zip(completion.BehaviorLogProbs, (id, logProb) => (JsonNode)new JsonArray(logProb, id, null))]),
                ["output_top_logprobs"] = top.DeepClone(),
            },
        }).ToArray();
        return (200, items.Length == 1 ? items[0] : new JsonArray(items));
    }
}
