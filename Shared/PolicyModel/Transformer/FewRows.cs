using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

using Guide.PolicyModel.Numerics;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// y = x Wᵀ for as many rows of x as a batch has completions, without a graph. libtorch's product takes about twice as long at these shapes
/// (docs/lab-log.md). W stays as it is stored: four of its rows are read once, in order, against four rows of x at a time in registers. Every
/// result is one chain of additions in the same order, so that a row's results do not depend on the rows beside it.
/// </summary>
internal static unsafe class FewRows
{
    private const int Lane = 16; // floats in a Vector512

    /// <summary>Beyond it x leaves the second-level cache.</summary>
    private const int MostRows = 128;

    /// <summary>Below it the call costs more than the product.</summary>
    private const int SmallestWeight = 1 << 18;

    /// <summary>Whether <see cref="Multiply"/> may stand for the product.</summary>
    internal static bool Suits(Tensor x, Tensor weight) =>
        x.shape[^1] is var inputs
        && x.numel() <= MostRows * inputs
        && inputs % Lane == 0
        && weight.numel() is >= SmallestWeight and <= int.MaxValue / sizeof(float)
        && weight.dtype == ScalarType.Float32
        && x.dtype == ScalarType.Float32
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
        using var from = new TensorFloats(input);
        using var matrix = new TensorFloats(weight);
        using var to = new TensorFloats(result);
        Multiply(from.Start, (int)(x.numel() / inputs), matrix.Start, outputs, inputs, to.Start);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* x, int rows, float* weight, int outputs, int inputs, float* y)
    {
        var o = 0;
        for (; rows >= 4 && o + 4 <= outputs; o += 4)
        {
            var w = weight + ((long)o * inputs);
            var row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Tile(x + ((long)row * inputs), w, inputs, y + ((long)row * outputs) + o, outputs);
            }

            for (; row < rows; row++)
            {
                for (var i = 0; i < 4; i++)
                {
                    y[((long)row * outputs) + o + i] = Dot(x + ((long)row * inputs), w + ((long)i * inputs), inputs);
                }
            }
        }

        for (; o < outputs; o++)
        {
            for (var row = 0; row < rows; row++)
            {
                y[((long)row * outputs) + o] = Dot(x + ((long)row * inputs), weight + ((long)o * inputs), inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(float* x, float* w, int inputs, float* y, int stride)
    {
        float* x1 = x + inputs, x2 = x1 + inputs, x3 = x2 + inputs;
        float* w1 = w + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        for (var i = 0; i < inputs; i += Lane)
        {
            var v0 = Vector512.Load(w + i);
            var v1 = Vector512.Load(w1 + i);
            var v2 = Vector512.Load(w2 + i);
            var v3 = Vector512.Load(w3 + i);
            var u = Vector512.Load(x + i);
            a0 = Vector512.FusedMultiplyAdd(u, v0, a0);
            a1 = Vector512.FusedMultiplyAdd(u, v1, a1);
            a2 = Vector512.FusedMultiplyAdd(u, v2, a2);
            a3 = Vector512.FusedMultiplyAdd(u, v3, a3);
            u = Vector512.Load(x1 + i);
            b0 = Vector512.FusedMultiplyAdd(u, v0, b0);
            b1 = Vector512.FusedMultiplyAdd(u, v1, b1);
            b2 = Vector512.FusedMultiplyAdd(u, v2, b2);
            b3 = Vector512.FusedMultiplyAdd(u, v3, b3);
            u = Vector512.Load(x2 + i);
            c0 = Vector512.FusedMultiplyAdd(u, v0, c0);
            c1 = Vector512.FusedMultiplyAdd(u, v1, c1);
            c2 = Vector512.FusedMultiplyAdd(u, v2, c2);
            c3 = Vector512.FusedMultiplyAdd(u, v3, c3);
            u = Vector512.Load(x3 + i);
            d0 = Vector512.FusedMultiplyAdd(u, v0, d0);
            d1 = Vector512.FusedMultiplyAdd(u, v1, d1);
            d2 = Vector512.FusedMultiplyAdd(u, v2, d2);
            d3 = Vector512.FusedMultiplyAdd(u, v3, d3);
        }

        Store(y, a0, a1, a2, a3);
        Store(y + stride, b0, b1, b2, b3);
        Store(y + (2L * stride), c0, c1, c2, c3);
        Store(y + (3L * stride), d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* y, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        y[0] = Vector512.Sum(a);
        y[1] = Vector512.Sum(b);
        y[2] = Vector512.Sum(c);
        y[3] = Vector512.Sum(d);
    }

    /// <summary>One chain, as in a tile: it keeps up with memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(float* x, float* w, int inputs)
    {
        var sum = Vector512<float>.Zero;
        for (var i = 0; i < inputs; i += Lane)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(w + i), sum);
        }

        return Vector512.Sum(sum);
    }
}
