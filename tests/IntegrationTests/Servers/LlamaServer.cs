using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;

namespace Guide.IntegrationTests.Servers;

/// <summary>llama-server's protocol, and beside it the operator's hook that starts it with other weights under an alias.</summary>
internal sealed class LlamaServer(string baseFolder) : TestServer
{
    private ServedPolicy _policy = new(baseFolder);
    private string _alias = "model";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _policy.Dispose();
    }

    protected override void Forget()
    {
    }

    protected override Task<(int Status, JsonNode Answer)?> AnswerAsync(string path, JsonNode? body) => Task.FromResult(path switch
    {
        "/props" => (200, (JsonNode)new JsonObject { ["model_alias"] = _alias, ["model_path"] = baseFolder }),
        "/reload" => Reload(body!),
        "/completion" => Complete(body!),
        _ => ((int, JsonNode)?)null,
    });

    private static JsonObject Row(int id, double logProb, bool sampled) => new() { ["id"] = id, ["token"] = "", [sampled ? "prob" : "logprob"] = sampled ? Math.Exp(logProb) : logProb };

    private (int, JsonNode)? Reload(JsonNode body)
    {
        try
        {
            var fresh = new ServedPolicy(body["folder"]!.GetValue<string>());
            _policy.Dispose();
            (_policy, _alias) = (fresh, body["name"]!.GetValue<string>());
            return (200, new JsonObject());
        }
        catch (CheckpointException exception)
        {
            return (400, new JsonObject { ["error"] = exception.Message });
        }
    }

    private (int, JsonNode)? Complete(JsonNode body)
    {
        var context = Ids(body["prompt"]);
        var temperature = body["temperature"]!.GetValue<double>();
        var sampled = body["post_sampling_probs"]!.GetValue<bool>();
        var completion = _policy.Sample(context, 1, body["n_predict"]!.GetValue<int>(), temperature, [])[0];
        var likeliest = _policy.NextToken(context, sampled ? temperature : 1).Index().OrderByDescending(token => token.Item).Take(body["n_probs"]!.GetValue<int>());
        var rows = completion.TokenIds.Zip(completion.BehaviorLogProbs, (id, logProb) => Row(id, logProb, sampled)).ToArray();
        rows[0][sampled ? "top_probs" : "top_logprobs"] = new JsonArray([.. likeliest.Select(token => (JsonNode)Row(token.Index, token.Item, sampled))]);
        return (200, new JsonObject
        {
            ["content"] = _policy.Decode(completion.TokenIds),
            ["tokens"] = Array(completion.TokenIds),
            ["model"] = "gpt-3.5-turbo",
            ["stop"] = true,
            ["stop_type"] = completion.FinishReason == FinishReason.Stop ? "eos" : "limit",
            ["completion_probabilities"] = new JsonArray([.. rows]),
        });
    }
}
