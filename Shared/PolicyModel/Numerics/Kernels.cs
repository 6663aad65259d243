using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Guide.PolicyModel.Numerics;

/// <summary>The loops of a block that are not matrix products.</summary>
internal static unsafe class Kernels
{
    private const int Lane = 16;

    /// <summary>y = x / √(mean(x²) + ε) · w over n elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RmsNorm(float* x, float* weight, float* y, int n, float epsilon)
    {
        var squares = Vector512<float>.Zero;
        var i = 0;
        for (; i + Lane <= n; i += Lane)
        {
            var v = Vector512.Load(x + i);
            squares = Vector512.FusedMultiplyAdd(v, v, squares);
        }

        var sum = Vector512.Sum(squares);
        for (; i < n; i++)
        {
            sum += x[i] * x[i];
        }

        var scale = 1 / MathF.Sqrt((sum / n) + epsilon);
        for (i = 0; i + Lane <= n; i += Lane)
        {
            (Vector512.Load(x + i) * scale * Vector512.Load(weight + i)).Store(y + i);
        }

        for (; i < n; i++)
        {
            y[i] = x[i] * scale * weight[i];
        }
    }

    /// <summary>x += y</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(float* x, float* y, int n)
    {
        var i = 0;
        for (; i + Lane <= n; i += Lane)
        {
            (Vector512.Load(x + i) + Vector512.Load(y + i)).Store(x + i);
        }

        for (; i < n; i++)
        {
            x[i] += y[i];
        }
    }

    /// <summary>gate = gate · σ(gate) · up</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SwiGlu(float* gate, float* up, int n)
    {
        var i = 0;
        for (; i + Lane <= n; i += Lane)
        {
            var g = Vector512.Load(gate + i);
            (g / (Vector512<float>.One + VectorExp.Exp(-g)) * Vector512.Load(up + i)).Store(gate + i);
        }

        for (; i < n; i++)
        {
            gate[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
        }
    }

    /// <summary>Rotates the pairs (x_i, x_{i+half}) of every head.</summary>
    /// <param name="x">[heads, 2 · half]</param>
    /// <param name="heads">At one position.</param>
    /// <param name="cosines">[half]</param>
    /// <param name="sines">[half]</param>
    /// <param name="half">D / 2</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rotate(float* x, int heads, float* cosines, float* sines, int half)
    {
        for (var end = x + ((long)heads * 2 * half); x < end; x += 2 * half)
        {
            Rotate(x, cosines, sines, half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate(float* x, float* cosines, float* sines, int half)
    {
        var i = 0;
        for (; i + Vector128<float>.Count <= half; i += Vector128<float>.Count)
        {
            var (low, high) = (Vector128.Load(x + i), Vector128.Load(x + i + half));
            var (cosine, sine) = (Vector128.Load(cosines + i), Vector128.Load(sines + i));
            ((low * cosine) - (high * sine)).Store(x + i);
            ((high * cosine) + (low * sine)).Store(x + i + half);
        }

        for (; i < half; i++)
        {
            var (low, high) = (x[i], x[i + half]);
            x[i] = (low * cosines[i]) - (high * sines[i]);
            x[i + half] = (high * cosines[i]) + (low * sines[i]);
        }
    }

    /// <summary>The largest lane.</summary>
    internal static float Max(Vector512<float> v)
    {
        var quarter = Vector256.Max(v.GetLower(), v.GetUpper());
        var eighth = Vector128.Max(quarter.GetLower(), quarter.GetUpper());
        var pair = Vector128.Max(eighth, Vector128.Shuffle(eighth, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(pair.ToScalar(), pair[1]);
    }
}
