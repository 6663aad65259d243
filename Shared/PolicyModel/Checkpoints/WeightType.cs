namespace Guide.PolicyModel.Checkpoints;

/// <summary>The number formats of stored weights that this project reads.</summary>
public enum WeightType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 0,

    /// <summary>The upper half of a single: 8 exponent bits, 7 fraction bits.</summary>
    BFloat16 = 1,

    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 2,
}
