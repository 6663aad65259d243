namespace Guide.PolicyModel.Transformer;

/// <summary>How rotary frequencies are stretched past the original context.</summary>
public enum RopeKind
{
    /// <summary>Not at all.</summary>
    Default = 0,

    /// <summary>Every frequency divided by the factor (position interpolation, arXiv 2306.15595).</summary>
    Linear = 1,

    /// <summary>Long wavelengths divided, short ones kept, a ramp between (Llama 3.1).</summary>
    Llama3 = 2,

    /// <summary>NTK by parts with an attention temperature (YaRN, arXiv 2309.00071).</summary>
    Yarn = 3,
}
