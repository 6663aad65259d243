using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// vLLM: /v1/completions with token ids in and out. Version 0 is the model it was started with; adapters are loaded under names of their
/// own, so that versions stand side by side and groups in flight are not disturbed.
/// </summary>
internal sealed class VllmProtocol(InferenceOptions options, int vocabularySize, ReloadHook hook, TimeProvider time) : IInferenceProtocol
{
    private const string Kind = "vLLM";
    private const string Remedy = "it must be vLLM 0.10.2 or newer (return_token_ids, logprobs)";
    private const int LikeliestTokens = 5;

    public string? Unfit(bool adapters, InferenceOptions options) => adapters || options.ReloadUrl.Length > 0
        ? null
        : "vLLM takes whole weights only through a hook: train an adapter (policy.lora.rank) or give Inference:ReloadUrl.";

    public bool KeepsVersions(ServedVersion version) => version.IsAdapter || version.Version == 0;

    public async Task LoadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.Version == 0)
        {
            endpoint.BaseModel = await BaseModelAsync(endpoint, cancellationToken);
            return;
        }

        if (!version.IsAdapter)
        {
            if (!(await ModelsAsync(endpoint, cancellationToken)).Contains(version.Name))
            {
                await hook.CallAsync(endpoint, version, cancellationToken);
            }
        }
        else
        {
            await LoadAdapterAsync(endpoint, version, cancellationToken);
        }

        if (!(await ModelsAsync(endpoint, cancellationToken)).Contains(version.Name))
        {
            throw new VersionRefusedException($"{endpoint.Address} does not list {version.Name} after it was loaded");
        }
    }

    public async Task UnloadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.IsAdapter)
        {
            try
            {
                await ServerCall.PostAsync(endpoint, "v1/unload_lora_adapter", new JsonObject { ["lora_name"] = version.Name }, time, cancellationToken);
            }
            catch (ServerUnavailableException)
            {
                // It will be noticed by those who need it.
            }
        }
    }

    public async Task<IReadOnlyList<SampledCompletion>> SampleAsync(
        Endpoint endpoint, ServedVersion version, GroupRequest request, CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        if (endpoint.MaxModelLength is { } longest && request.SamplingContext.Length + settings.MaxTokens > longest)
        {
            throw new GuideException($"{endpoint.Address} has a context of {longest} tokens (max_model_len), but {request.SamplingContext.Length} of the prompt and {settings.MaxTokens} of the completion are needed: start it with more, or lower sampling.max_completion_tokens.");
        }

        var body = Body(request.SamplingContext, request.Count, settings.MaxTokens, settings.Temperature, 1, settings);
        body["seed"] = RequestParameters.Seed(request);
        var json = await CompleteAsync(endpoint, version, body, cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () =>
        {
            var choices = json["choices"]!.AsArray();
            return choices.Count != request.Count
                ? throw new GuideException($"{endpoint.Address} returns {choices.Count} completions, {request.Count} were asked for.")
                : (IReadOnlyList<SampledCompletion>)[.. choices.OrderBy(static choice => choice!["index"]!.GetValue<int>()).Select(choice => Completion(endpoint, request, choice!))];
        });
    }

    public async Task<IReadOnlyDictionary<int, double>> NextTokenAsync(
        Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken)
    {
        var json = await CompleteAsync(endpoint, version, Body(context, 1, 1, temperature, LikeliestTokens, settings: null), cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () =>
        {
            const string prefix = "token_id:";
            var likeliest = json["choices"]![0]!["logprobs"]?["top_logprobs"]?[0]?.AsObject() ?? [];
            return likeliest.Where(static token => token.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(static token => int.Parse(token.Key[prefix.Length..], CultureInfo.InvariantCulture), static token => token.Value!.GetValue<double>());
        });
    }

    private static string ModelOf(Endpoint endpoint, ServedVersion version) => version.Version == 0 ? endpoint.BaseModel! : version.Name;

    private static JsonObject Body(int[] context, int count, int maxTokens, double temperature, int likeliest, SamplingSettings? settings)
    {
        var body = RequestParameters.Common(count, temperature, settings);
        body["prompt"] = ServerAnswers.ToJson(context);
        body["max_tokens"] = maxTokens;
        body["min_tokens"] = 0;
        body["include_stop_str_in_output"] = true;
        body["add_special_tokens"] = false;
        body["echo"] = false;
        body["stream"] = false;
        body["logprobs"] = likeliest;
        body["return_token_ids"] = true;
        body["return_tokens_as_token_ids"] = true;
        return body;
    }

    private SampledCompletion Completion(Endpoint endpoint, GroupRequest request, JsonNode choice)
    {
        var finish = choice["finish_reason"]?.GetValue<string>();
        return finish is "stop" or "length"
            ? ServerAnswers.Completion(endpoint, request, vocabularySize, ServerAnswers.Ids(choice["token_ids"]), ServerAnswers.Numbers(choice["logprobs"]?["token_logprobs"]), finish == "stop", Remedy)
            : throw new ServerUnavailableException($"{endpoint.Address} ended a completion with '{finish}'", lost: true);
    }

    private async Task<JsonNode> CompleteAsync(Endpoint endpoint, ServedVersion version, JsonObject body, CancellationToken cancellationToken)
    {
        var model = ModelOf(endpoint, version);
        body["model"] = model;
        var answer = await ServerCall.PostAsync(endpoint, "v1/completions", body, time, cancellationToken);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            throw new WrongVersionException($"{endpoint.Address} has no model {model}: {answer.Reason}");
        }

        if (!answer.IsSuccess || answer.Json is not { } json)
        {
            throw ServerAnswers.Refused(endpoint, answer);
        }

        var served = ServerAnswers.Read(endpoint, Kind, () => json["model"]?.GetValue<string>());
        return served == model ? json : throw new WrongVersionException($"{endpoint.Address} answers as '{served}', not as '{model}'");
    }

    private async Task LoadAdapterAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        var answer = await ServerCall.PostAsync(
            endpoint, "v1/load_lora_adapter", new JsonObject { ["lora_name"] = version.Name, ["lora_path"] = version.Folder }, time, cancellationToken);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed && answer.Json?["error"] is null)
        {
            throw new GuideException($"{endpoint.Address} loads no adapters: start vLLM with --enable-lora --max-lora-rank N and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.");
        }

        // Names are never used twice, so that an adapter already loaded under it is the same one.
        if (!answer.IsSuccess && !answer.Reason.Contains("already", StringComparison.OrdinalIgnoreCase))
        {
            throw new VersionRefusedException($"{endpoint.Address} refuses {version.Folder} with {(int)answer.Status}: {answer.Reason}");
        }
    }

    private async Task<string> BaseModelAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var answer = await ServerCall.GetAsync(endpoint, "v1/models", time, cancellationToken);
        var (models, longest) = ServerAnswers.Read(endpoint, Kind, () =>
        {
            var bases = answer.Json!["data"]!.AsArray().Where(static model => model!["parent"] is null).ToArray();
            return (bases.Select(static model => model!["id"]!.GetValue<string>()).ToArray(), bases.Select(static model => model!["max_model_len"]?.GetValue<int>()).Min());
        });
        endpoint.MaxModelLength = longest;
        return options.Model.Length == 0 && models.Length > 0 ? models[0]
            : models.Contains(options.Model) ? options.Model
            : throw new GuideException($"{endpoint.Address} serves {string.Join(", ", models)}; Inference:Model is '{options.Model}'.");
    }

    private async Task<IReadOnlyList<string>> ModelsAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var answer = await ServerCall.GetAsync(endpoint, "v1/models", time, cancellationToken);
        return ServerAnswers.Read(endpoint, Kind, () => (IReadOnlyList<string>)[.. answer.Json!["data"]!.AsArray().Select(static model => model!["id"]!.GetValue<string>())]);
    }
}
