using static TorchSharp.torch;

namespace Guide.PolicyModel.Numerics;

/// <summary>
/// A tensor's numbers for a kernel: <c>using var x = new TensorFloats(tensor)</c>. Its pointer does not keep the tensor alive, and the tensor's
/// finalizer frees the numbers; the end of the <c>using</c> does keep it. A test looks at the compiled code for one without its <c>using</c>.
/// </summary>
internal readonly unsafe ref struct TensorFloats
{
    private readonly Tensor _owner;

    /// <param name="tensor">Contiguous, float32, on the CPU.</param>
    internal TensorFloats(Tensor tensor)
    {
        _owner = tensor;
        Start = (float*)TensorMemory.Pointer(tensor, ScalarType.Float32);
    }

    /// <summary>The first number; to be used inside the <c>using</c> alone.</summary>
    internal float* Start { get; }

    public void Dispose() => GC.KeepAlive(_owner);
}
