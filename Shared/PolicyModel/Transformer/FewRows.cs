using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// y = x Wᵀ for a few rows of x, without a graph. At so few rows the time is that of reading W once from memory, and libtorch's
/// matrix–vector product takes longer than that (docs/lab-log.md): here four rows of W stream through at once, each read for all rows of x.
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
        var o = 0;
        for (; o + 4 <= outputs; o += 4)
        {
            var w = weight + ((long)o * inputs);
            for (var row = 0; row < rows; row++)
            {
                Four(x + ((long)row * inputs), w, inputs, y + ((long)row * outputs) + o);
            }
        }

        for (; o < outputs; o++)
        {
            for (var row = 0; row < rows; row++)
            {
                y[((long)row * outputs) + o] = One(x + ((long)row * inputs), weight + ((long)o * inputs), inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* x, float* w, int inputs, float* y)
    {
        Vector512<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        float* w1 = w + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
        var i = 0;
        for (; i + (2 * Lane) <= inputs; i += 2 * Lane)
        {
            var v = Vector512.Load(x + i);
            a = Vector512.FusedMultiplyAdd(v, Vector512.Load(w + i), a);
            b = Vector512.FusedMultiplyAdd(v, Vector512.Load(w1 + i), b);
            c = Vector512.FusedMultiplyAdd(v, Vector512.Load(w2 + i), c);
            d = Vector512.FusedMultiplyAdd(v, Vector512.Load(w3 + i), d);
            v = Vector512.Load(x + i + Lane);
            e = Vector512.FusedMultiplyAdd(v, Vector512.Load(w + i + Lane), e);
            f = Vector512.FusedMultiplyAdd(v, Vector512.Load(w1 + i + Lane), f);
            g = Vector512.FusedMultiplyAdd(v, Vector512.Load(w2 + i + Lane), g);
            h = Vector512.FusedMultiplyAdd(v, Vector512.Load(w3 + i + Lane), h);
        }

        if (i < inputs)
        {
            var v = Vector512.Load(x + i);
            a = Vector512.FusedMultiplyAdd(v, Vector512.Load(w + i), a);
            b = Vector512.FusedMultiplyAdd(v, Vector512.Load(w1 + i), b);
            c = Vector512.FusedMultiplyAdd(v, Vector512.Load(w2 + i), c);
            d = Vector512.FusedMultiplyAdd(v, Vector512.Load(w3 + i), d);
        }

        (y[0], y[1], y[2], y[3]) = (Vector512.Sum(a + e), Vector512.Sum(b + f), Vector512.Sum(c + g), Vector512.Sum(d + h));
    }

    private static float One(float* x, float* w, int inputs)
    {
        var sum = Vector512<float>.Zero;
        for (var i = 0; i < inputs; i += Lane)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(w + i), sum);
        }

        return Vector512.Sum(sum);
    }
}
