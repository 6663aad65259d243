namespace Guide.PolicyModel.Sampling;

/// <summary>Which computation a local sampler uses.</summary>
public enum SamplerPath
{
    /// <summary>Fused for small models on the CPU, else TorchSharp.</summary>
    Automatic = 0,

    /// <summary>Hand-written loops for small models.</summary>
    Fused = 1,

    /// <summary>TorchSharp on the model's device.</summary>
    Torch = 2,
}
