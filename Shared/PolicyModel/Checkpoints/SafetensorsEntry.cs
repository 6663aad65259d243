namespace Guide.PolicyModel.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">The format's name for the number type: F32, BF16, F16, I64, …</param>
/// <param name="Shape">Dimensions, row-major; empty for a scalar.</param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsEntry(string Name, string DType, long[] Shape, long Offset, long Length);
