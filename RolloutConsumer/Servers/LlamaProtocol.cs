using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// llama.cpp's llama-server: /completion with token ids in and out, one request a completion. It cannot change its weights: the reload hook
/// starts it anew with a version's weights and that version's name as --alias; /props is asked before and after each group.
/// </summary>
internal sealed class LlamaProtocol(InferenceOptions options, int vocabularySize, ReloadHook hook, TimeProvider time) : IInferenceProtocol
{
    private const string Kind = "llama-server";
    private const string Remedy = "it must be a llama-server of 2025 or newer (return_tokens, n_probs); it gives no log-prob for a token that ends inside a character";
    private const int LikeliestTokens = 5;

    public string? Unfit(bool adapters, InferenceOptions options) => adapters
        ? "llama-server cannot take an adapter while it runs: set policy.lora.rank to 0, or use vLLM."
        : options.ReloadUrl.Length == 0 ? "llama-server cannot change its weights by itself: give Inference:ReloadUrl, a hook that starts it with the new ones." : null;

    public bool KeepsVersions(ServedVersion version) => false;

    public async Task LoadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            if (await ServesAsync(endpoint, version, cancellationToken))
            {
                return;
            }
        }
        catch (ServerUnavailableException)
        {
            // The hook may be what starts it.
        }

        await hook.CallAsync(endpoint, version, cancellationToken);
        if (!await ServesAsync(endpoint, version, cancellationToken))
        {
            throw new VersionRefusedException($"{endpoint.Address} does not serve the alias {NameOf(version)} after {options.ReloadUrl} was called");
        }
    }

    public Task UnloadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<SampledCompletion>> SampleAsync(
        Endpoint endpoint, ServedVersion version, GroupRequest request, CancellationToken cancellationToken)
    {
        if (request.Settings.StopStrings.Count > 0)
        {
            throw new GuideException($"{endpoint.Address}: llama-server drops the log-probs of a stop string, and generation_config.json has some: use vLLM or SGLang.");
        }

        await EnsureServesAsync(endpoint, version, cancellationToken);
        var answers = await Task.WhenAll(RequestParameters.Seeds(request).Select(seed =>
            CompleteAsync(endpoint, Body(request.SamplingContext, request.Settings.MaxTokens, request.Settings.Temperature, 1, request.Settings, seed), cancellationToken)));
        await EnsureServesAsync(endpoint, version, cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () => (IReadOnlyList<SampledCompletion>)[.. answers.Select(answer => Completion(endpoint, request, answer))]);
    }

    public async Task<IReadOnlyDictionary<int, double>> NextTokenAsync(
        Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken)
    {
        var answer = await CompleteAsync(endpoint, Body(context, 1, temperature, LikeliestTokens, settings: null, seed: 0), cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () =>
        {
            var row = answer["completion_probabilities"]?[0];
            return ((row?["top_logprobs"] ?? row?["top_probs"])?.AsArray() ?? []).ToDictionary(static token => token!["id"]!.GetValue<int>(), static token => LogProb(token!)!.Value);
        });
    }

    private static JsonObject Body(int[] context, int maxTokens, double temperature, int likeliest, SamplingSettings? settings, int seed) => new()
    {
        ["prompt"] = ServerAnswers.ToJson(context),
        ["n_predict"] = maxTokens,
        ["temperature"] = temperature,
        ["top_k"] = settings?.TopK ?? 0,
        ["top_p"] = settings?.TopP ?? 1,
        ["min_p"] = settings?.MinP ?? 0,
        ["typical_p"] = 1.0,
        ["top_n_sigma"] = -1.0,
        ["xtc_probability"] = 0.0,
        ["dynatemp_range"] = 0.0,
        ["mirostat"] = 0,
        ["repeat_penalty"] = 1.0,
        ["repeat_last_n"] = 0,
        ["presence_penalty"] = 0.0,
        ["frequency_penalty"] = 0.0,
        ["dry_multiplier"] = 0.0,
        ["samplers"] = ServerAnswers.ToJson(["top_k", "top_p", "min_p", "temperature"]),
        ["seed"] = seed,
        ["ignore_eos"] = false,
        ["stop"] = new JsonArray(),
        ["cache_prompt"] = true,
        ["stream"] = false,
        ["return_tokens"] = true,
        ["n_probs"] = likeliest,

        // Without it, log-probs are the model's own, at temperature 1 and before any filter.
        ["post_sampling_probs"] = temperature is not (0 or 1) || settings is { TopK: > 0 } or { TopP: < 1 } or { MinP: > 0 },
    };

    private static double? LogProb(JsonNode row) => row["logprob"]?.GetValue<double>() ?? (row["prob"]?.GetValue<double>() is { } probability ? Math.Log(probability) : null);

    private SampledCompletion Completion(Endpoint endpoint, GroupRequest request, JsonNode answer)
    {
        var rows = answer["completion_probabilities"] as JsonArray;
        return ServerAnswers.Completion(
            endpoint,
            request,
            vocabularySize,
            ServerAnswers.Ids(answer["tokens"]) is { Length: > 0 } ids ? ids : null,
            rows is null || rows.Any(static row => LogProb(row!) is null) ? null : [.. rows.Select(static row => (float)LogProb(row!)!.Value)],
            answer["stop_type"]?.GetValue<string>() == "eos",
            Remedy);
    }

    private async Task<JsonNode> CompleteAsync(Endpoint endpoint, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await ServerCall.PostAsync(endpoint, "completion", body, time, cancellationToken);
        return answer.IsSuccess && answer.Json is { } json
            ? json
            : throw ServerAnswers.Refused(endpoint, answer);
    }

    private string NameOf(ServedVersion version) => version.Version == 0 && options.Model.Length > 0 ? options.Model : version.Name;

    private async Task EnsureServesAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        if (!await ServesAsync(endpoint, version, cancellationToken))
        {
            throw new WrongVersionException($"{endpoint.Address} does not serve the alias '{NameOf(version)}'");
        }
    }

    private async Task<bool> ServesAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        var answer = await ServerCall.GetAsync(endpoint, "props", time, cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () => (answer.Json?["model_alias"]?.GetValue<string>()
            ?? Path.GetFileNameWithoutExtension(answer.Json?["model_path"]?.GetValue<string>())) == NameOf(version));
    }
}
