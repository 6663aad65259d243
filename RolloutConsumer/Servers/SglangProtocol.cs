using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// SGLang: /generate with token ids in and out. Every version is loaded in place from its folder under a weight version of its own, which
/// every answer names.
/// </summary>
internal sealed class SglangProtocol(int vocabularySize, TimeProvider time) : IInferenceProtocol
{
    private const string Kind = "SGLang";
    private const string Remedy = "it must be SGLang 0.5 or newer (return_logprob, weight_version)";
    private const int LikeliestTokens = 5;

    public string? Unfit(bool adapters, InferenceOptions options) => adapters
        ? "SGLang takes whole weights here, not adapters: set policy.lora.rank to 0, or use vLLM."
        : null;

    public bool KeepsVersions(ServedVersion version) => false;

    public async Task LoadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        var answer = await ServerCall.PostAsync(
            endpoint,
            "update_weights_from_disk",
            new JsonObject { ["model_path"] = version.Folder, ["weight_version"] = version.Name, ["flush_cache"] = true, ["abort_all_requests"] = false },
            time,
            cancellationToken);
        var success = ServerAnswers.Read(endpoint, Kind, () => answer.Json?["success"]?.GetValue<bool>());
        if (success != true)
        {
            throw new VersionRefusedException($"{endpoint.Address} refuses {version.Folder} with {(int)answer.Status}: {answer.Reason}");
        }
    }

    public Task UnloadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<SampledCompletion>> SampleAsync(
        Endpoint endpoint, ServedVersion version, GroupRequest request, CancellationToken cancellationToken)
    {
        var settings = request.Settings;

        // One request a completion in one call, each with its seed: a server with --enable-deterministic-inference gives all n of one request the same seed.
        var parameters = RequestParameters.Seeds(request).Select(seed => (JsonNode)Parameters(settings.MaxTokens, settings.Temperature, settings, seed));
        var items = await GenerateAsync(endpoint, version, request.SamplingContext, [.. parameters], 0, cancellationToken);
        return items.Length == request.Count
            ? ServerAnswers.Read(endpoint, Kind, () => (IReadOnlyList<SampledCompletion>)[.. items.Select(item => Completion(endpoint, request, item))])
            : throw new GuideException($"{endpoint.Address} returns {items.Length} completions, {request.Count} were asked for.");
    }

    public async Task<IReadOnlyDictionary<int, double>> NextTokenAsync(
        Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken)
    {
        var items = await GenerateAsync(endpoint, version, context, [Parameters(1, temperature, settings: null, seed: null)], LikeliestTokens, cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () => (items[0]["meta_info"]!["output_top_logprobs"]?[0]?.AsArray() ?? [])
            .ToDictionary(static token => token![1]!.GetValue<int>(), static token => token![0]!.GetValue<double>()));
    }

    private static JsonObject Parameters(int maxTokens, double temperature, SamplingSettings? settings, int? seed)
    {
        var parameters = RequestParameters.Common(count: 1, temperature, settings);
        parameters["sampling_seed"] = seed;
        parameters["max_new_tokens"] = maxTokens;
        parameters["min_new_tokens"] = 0;
        parameters["no_stop_trim"] = true;
        return parameters;
    }

    private SampledCompletion Completion(Endpoint endpoint, GroupRequest request, JsonNode item)
    {
        var meta = item["meta_info"]!;
        var finish = meta["finish_reason"]?["type"]?.GetValue<string>();
        if (finish is not ("stop" or "length"))
        {
            throw new ServerUnavailableException($"{endpoint.Address} ended a completion with '{finish}'", lost: true);
        }

        // Triples of log-prob, id and text.
        var tokens = meta["output_token_logprobs"] as JsonArray;
        return ServerAnswers.Completion(
            endpoint,
            request,
            vocabularySize,
            tokens is null ? null : [.. tokens.Select(static token => token![1]!.GetValue<int>())],
            tokens is null ? null : [.. tokens.Select(static token => (float)token![0]!.GetValue<double>())],
            finish == "stop",
            Remedy);
    }

    private async Task<JsonNode[]> GenerateAsync(
        Endpoint endpoint, ServedVersion version, int[] context, JsonArray parameters, int likeliest, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["input_ids"] = new JsonArray([.. parameters.Select(_ => (JsonNode)ServerAnswers.ToJson(context))]),
            ["sampling_params"] = parameters,
            ["return_logprob"] = true,
            ["logprob_start_len"] = -1,
            ["top_logprobs_num"] = likeliest,
            ["stream"] = false,
        };
        var answer = await ServerCall.PostAsync(endpoint, "generate", body, time, cancellationToken);
        if (!answer.IsSuccess || answer.Json is not { } json)
        {
            throw ServerAnswers.Refused(endpoint, answer);
        }

        return ServerAnswers.Read(endpoint, Kind, () =>
        {
            JsonNode[] items = json is JsonArray list ? [.. list.Select(static item => item!)] : [json];
            foreach (var item in items)
            {
                var served = item["meta_info"]!["weight_version"]?.GetValue<string>()
                    ?? throw new GuideException($"{endpoint.Address} does not say under which weights it sampled: {Remedy}.");
                if (served != version.Name)
                {
                    throw new WrongVersionException($"{endpoint.Address} answers under weight version '{served}', not '{version.Name}'");
                }
            }

            return items;
        });
    }
}
