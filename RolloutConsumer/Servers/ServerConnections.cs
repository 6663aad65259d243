using Guide.Contracts;
using Guide.Recipes;

namespace Guide.RolloutConsumer.Servers;

/// <summary>From options to servers that can be asked.</summary>
internal static class ServerConnections
{
    /// <summary>The protocol of the process's kind of server.</summary>
    /// <exception cref="GuideException">Such servers cannot sample this recipe (exit code 2).</exception>
    public static IInferenceProtocol Protocol(InferenceOptions options, RunRecipe recipe, int vocabularySize, TimeProvider time)
    {
        var hook = new ReloadHook(options, time);
        IInferenceProtocol protocol = options.Server switch
        {
            InferenceServer.Vllm => new VllmProtocol(options, vocabularySize, hook, time),
            InferenceServer.Sglang => new SglangProtocol(vocabularySize, time),
            _ => new LlamaProtocol(options, vocabularySize, hook, time),
        };
        return protocol.Unfit(recipe.Policy.Lora.Rank > 0, options) is { } problem ? throw GuideException.Usage(problem) : protocol;
    }

    /// <summary>An endpoint for each address.</summary>
    /// <exception cref="GuideException">There is no address, or the token's file cannot be read (exit code 2).</exception>
    public static Endpoint[] Open(InferenceOptions options)
    {
        var addresses = options.Addresses();
        if (addresses.Count == 0)
        {
            throw GuideException.Usage("sampling.sampler is inference_server: name its servers (guide run --endpoints, or --Inference:Endpoints of the stage).");
        }

        try
        {
            var token = BearerTokenFile.Read(options.TokenFile.Length == 0 ? null : options.TokenFile);
            return [.. addresses.Select(address => new Endpoint(address, token))];
        }
        catch (GuideException unreadable)
        {
            throw GuideException.Usage($"Inference:TokenFile: {unreadable.Message}", unreadable);
        }
    }
}
