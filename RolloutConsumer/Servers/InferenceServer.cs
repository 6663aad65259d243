namespace Guide.RolloutConsumer.Servers;

/// <summary>A kind of inference server: what it is asked and how it gets new weights.</summary>
public enum InferenceServer
{
    /// <summary>vLLM: adapters are loaded beside each other, whole weights through <see cref="InferenceOptions.ReloadUrl"/>.</summary>
    Vllm,

    /// <summary>SGLang: whole weights are loaded in place, the answer names their version.</summary>
    Sglang,

    /// <summary>llama.cpp's llama-server: weights through <see cref="InferenceOptions.ReloadUrl"/>.</summary>
    Llama,
}
