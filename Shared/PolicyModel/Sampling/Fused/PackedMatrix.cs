using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

using Guide.PolicyModel.Numerics;

namespace Guide.PolicyModel.Sampling.Fused;

/// <summary>
/// A weight matrix W [out, in] laid out for y = x Wᵀ + b over a batch: panels of 32 (or 16) outputs, each input's weights side by side.
/// The kernels keep a tile of 8 rows × 32 outputs in registers. Every output is one fused-multiply-add chain in the order of the inputs,
/// whatever the tile: a row's result does not depend on the rows beside it.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private const int Lane = 16; // floats in a Vector512
    private readonly NativeFloats _panels;
    private readonly NativeFloats _bias;
    private readonly int _inputs;
    private readonly int _wide; // panels of 32 outputs; without 512-bit registers there are none
    private readonly int _narrow; // panels of 16

    /// <param name="weights">[out, in] row-major.</param>
    /// <param name="bias">[out], or empty.</param>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">Columns of W.</param>
    internal PackedMatrix(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int outputs, int inputs)
    {
        _inputs = inputs;
        var lanes = (outputs + Lane - 1) / Lane;
        (_wide, _narrow) = Vector512.IsHardwareAccelerated ? (lanes / 2, lanes % 2) : (0, lanes);
        Stride = lanes * Lane;
        _panels = new NativeFloats((long)Stride * inputs);
        _bias = new NativeFloats(Stride);
        bias.CopyTo(_bias.Span);
        for (var o = 0; o < outputs; o++)
        {
            var wide = o / (2 * Lane) < _wide;
            var (panel, width) = wide ? (o / (2 * Lane) * 2 * Lane, 2 * Lane) : (o / Lane * Lane, Lane);
            for (var i = 0; i < inputs; i++)
            {
                _panels.Start[((long)panel * inputs) + (i * width) + (o - panel)] = weights[(o * inputs) + i];
            }
        }
    }

    /// <summary>Floats between two rows of the result: outputs rounded up to whole vectors, the rest 0.</summary>
    internal int Stride { get; }

    /// <param name="x">[rows, in] with that many floats between rows.</param>
    /// <param name="xStride">Floats between rows of x.</param>
    /// <param name="rows">Batch.</param>
    /// <param name="y">[rows, <see cref="Stride"/>]</param>
    internal void Multiply(float* x, int xStride, int rows, float* y)
    {
        for (var p = 0; p < _wide; p++)
        {
            var column = p * 2 * Lane;
            var panel = _panels.Start + ((long)column * _inputs);
            var row = 0;
            for (; row + 8 <= rows; row += 8)
            {
                Tile8X2(x + (row * xStride), xStride, panel, _bias.Start + column, y + (row * Stride) + column);
            }

            for (; row < rows; row++)
            {
                Tile1X2(x + (row * xStride), panel, _bias.Start + column, y + (row * Stride) + column);
            }
        }

        for (var p = 0; p < _narrow; p++)
        {
            var column = (_wide * 2 * Lane) + (p * Lane);
            var panel = _panels.Start + ((long)column * _inputs);
            var row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Tile4X1(x + (row * xStride), xStride, panel, _bias.Start + column, y + (row * Stride) + column);
            }

            for (; row < rows; row++)
            {
                Tile1X1(x + (row * xStride), panel, _bias.Start + column, y + (row * Stride) + column);
            }
        }
    }

    public void Dispose()
    {
        _panels.Dispose();
        _bias.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile8X2(float* x, int xStride, float* panel, float* bias, float* y)
    {
        var b0 = Vector512.Load(bias);
        var b1 = Vector512.Load(bias + Lane);
        Vector512<float> a00 = b0, a01 = b1, a10 = b0, a11 = b1, a20 = b0, a21 = b1, a30 = b0, a31 = b1;
        Vector512<float> a40 = b0, a41 = b1, a50 = b0, a51 = b1, a60 = b0, a61 = b1, a70 = b0, a71 = b1;
        var x4 = x + (4 * xStride);
        for (var k = 0; k < _inputs; k++, panel += 2 * Lane)
        {
            var w0 = Vector512.Load(panel);
            var w1 = Vector512.Load(panel + Lane);
            var v = Vector512.Create(x[k]);
            a00 = Vector512.FusedMultiplyAdd(v, w0, a00);
            a01 = Vector512.FusedMultiplyAdd(v, w1, a01);
            v = Vector512.Create(x[k + xStride]);
            a10 = Vector512.FusedMultiplyAdd(v, w0, a10);
            a11 = Vector512.FusedMultiplyAdd(v, w1, a11);
            v = Vector512.Create(x[k + (2 * xStride)]);
            a20 = Vector512.FusedMultiplyAdd(v, w0, a20);
            a21 = Vector512.FusedMultiplyAdd(v, w1, a21);
            v = Vector512.Create(x[k + (3 * xStride)]);
            a30 = Vector512.FusedMultiplyAdd(v, w0, a30);
            a31 = Vector512.FusedMultiplyAdd(v, w1, a31);
            v = Vector512.Create(x4[k]);
            a40 = Vector512.FusedMultiplyAdd(v, w0, a40);
            a41 = Vector512.FusedMultiplyAdd(v, w1, a41);
            v = Vector512.Create(x4[k + xStride]);
            a50 = Vector512.FusedMultiplyAdd(v, w0, a50);
            a51 = Vector512.FusedMultiplyAdd(v, w1, a51);
            v = Vector512.Create(x4[k + (2 * xStride)]);
            a60 = Vector512.FusedMultiplyAdd(v, w0, a60);
            a61 = Vector512.FusedMultiplyAdd(v, w1, a61);
            v = Vector512.Create(x4[k + (3 * xStride)]);
            a70 = Vector512.FusedMultiplyAdd(v, w0, a70);
            a71 = Vector512.FusedMultiplyAdd(v, w1, a71);
        }

        Store(y, a00, a01);
        Store(y + Stride, a10, a11);
        Store(y + (2 * Stride), a20, a21);
        Store(y + (3 * Stride), a30, a31);
        Store(y + (4 * Stride), a40, a41);
        Store(y + (5 * Stride), a50, a51);
        Store(y + (6 * Stride), a60, a61);
        Store(y + (7 * Stride), a70, a71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile1X2(float* x, float* panel, float* bias, float* y)
    {
        var a0 = Vector512.Load(bias);
        var a1 = Vector512.Load(bias + Lane);
        for (var k = 0; k < _inputs; k++, panel += 2 * Lane)
        {
            var v = Vector512.Create(x[k]);
            a0 = Vector512.FusedMultiplyAdd(v, Vector512.Load(panel), a0);
            a1 = Vector512.FusedMultiplyAdd(v, Vector512.Load(panel + Lane), a1);
        }

        Store(y, a0, a1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile4X1(float* x, int xStride, float* panel, float* bias, float* y)
    {
        var b = Vector512.Load(bias);
        Vector512<float> a0 = b, a1 = b, a2 = b, a3 = b;
        for (var k = 0; k < _inputs; k++, panel += Lane)
        {
            var w = Vector512.Load(panel);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Create(x[k]), w, a0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Create(x[k + xStride]), w, a1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Create(x[k + (2 * xStride)]), w, a2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Create(x[k + (3 * xStride)]), w, a3);
        }

        a0.Store(y);
        a1.Store(y + Stride);
        a2.Store(y + (2 * Stride));
        a3.Store(y + (3 * Stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile1X1(float* x, float* panel, float* bias, float* y)
    {
        var a = Vector512.Load(bias);
        for (var k = 0; k < _inputs; k++, panel += Lane)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Create(x[k]), Vector512.Load(panel), a);
        }

        a.Store(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* y, Vector512<float> low, Vector512<float> high)
    {
        low.Store(y);
        high.Store(y + Lane);
    }
}
