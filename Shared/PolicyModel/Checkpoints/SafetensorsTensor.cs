namespace Guide.PolicyModel.Checkpoints;

/// <summary>One tensor to write.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="DType">F32, BF16, F16 or I64.</param>
/// <param name="Shape">Dimensions, row-major.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Write">Writes exactly that many bytes.</param>
internal sealed record SafetensorsTensor(string Name, string DType, long[] Shape, long Length, Action<Stream> Write);
