using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// y = x Wᵀ for a few rows of x, without a graph. At so few rows the time is that of reading W once from memory, and libtorch's
/// matrix–vector product takes longer than that (docs/lab-log.md): here each row of W is read once, in order, for all rows of x.
/// </summary>
internal static unsafe class FewRows
{
    private const int Lane = 16; // floats in a Vector512

    /// <summary>From here on libtorch's matrix product is as fast.</summary>
    private const int MostRows = 4;

    /// <summary>Whether <see cref="Multiply"/> may stand for the product.</summary>
    internal static bool Suits(Tensor x, Tensor weight) =>
        x.shape[^1] is var inputs
        && x.numel() <= MostRows * inputs
        && inputs % Lane == 0
        && weight.dtype == ScalarType.Float32
        && x.dtype == ScalarType.Float32
        && weight.numel() <= int.MaxValue / sizeof(float)
        && weight.device_type == DeviceType.CPU
        && !is_grad_enabled()
        && Vector512.IsHardwareAccelerated
        && weight.is_contiguous();

    /// <param name="x">[…, in] float32 on the CPU.</param>
    /// <param name="weight">[out, in]</param>
    /// <returns>[…, out]</returns>
    internal static Tensor Multiply(Tensor x, Tensor weight)
    {
        using var input = x.contiguous();
        var (outputs, inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        var result = empty([.. x.shape[..^1], outputs], ScalarType.Float32);
        fixed (byte* from = input.bytes, matrix = weight.bytes, to = result.bytes)
        {
            Multiply((float*)from, (int)(x.numel() / inputs), (float*)matrix, outputs, inputs, (float*)to);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* x, int rows, float* weight, int outputs, int inputs, float* y)
    {
        for (var o = 0; o < outputs; o++)
        {
            var w = weight + ((long)o * inputs);
            for (var row = 0; row < rows; row++)
            {
                y[((long)row * outputs) + o] = Dot(x + ((long)row * inputs), w, inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(float* x, float* w, int inputs)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + (4 * Lane) <= inputs; i += 4 * Lane)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(w + i), a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(x + i + Lane), Vector512.Load(w + i + Lane), b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(x + i + (2 * Lane)), Vector512.Load(w + i + (2 * Lane)), c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(x + i + (3 * Lane)), Vector512.Load(w + i + (3 * Lane)), d);
        }

        for (; i < inputs; i += Lane)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(w + i), a);
        }

        return Vector512.Sum(a + b + (c + d));
    }
}
