using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Numerics;

/// <summary>
/// Copies numbers out of tensors and into them: the one place that looks at a tensor's memory. A span over it does not keep the tensor alive,
/// so that none leaves this class.
/// </summary>
public static class TensorMemory
{
    /// <summary>The numbers in row-major order, as float32.</summary>
    /// <param name="tensor">Of any number type, shape and device.</param>
    public static float[] ToFloats(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var host = tensor.detach().cpu().to_type(ScalarType.Float32).contiguous();
        var values = new float[host.numel()];
        Read(host, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Copies all bytes of a contiguous tensor on the CPU to the beginning of <paramref name="target"/>.</summary>
    internal static void Read(Tensor tensor, Span<byte> target)
    {
        Bytes(tensor).CopyTo(target);
        GC.KeepAlive(tensor);
    }

    /// <summary>Sets the first bytes of a contiguous tensor on the CPU.</summary>
    internal static void Write(ReadOnlySpan<byte> source, Tensor tensor)
    {
        source.CopyTo(Bytes(tensor));
        GC.KeepAlive(tensor);
    }

    /// <summary>For <see cref="TensorFloats"/>, which keeps the tensor alive.</summary>
    internal static unsafe void* Pointer(Tensor tensor, ScalarType type) => tensor.dtype == type
        ? Unsafe.AsPointer(ref MemoryMarshal.GetReference(Bytes(tensor)))
        : throw new ArgumentException($"a tensor of {tensor.dtype}, not {type}", nameof(tensor));

#pragma warning disable RS0030 // The one place that may.
    private static Span<byte> Bytes(Tensor tensor) => tensor.bytes;
#pragma warning restore RS0030
}
