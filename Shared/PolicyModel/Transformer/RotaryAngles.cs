using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>Cosines and sines of some positions, broadcastable to [B, heads, S, D/2]: of the model, and of its windowed layers, which may have a base of their own.</summary>
internal readonly record struct RotaryAngles(Tensor Cosines, Tensor Sines, Tensor LocalCosines, Tensor LocalSines);
