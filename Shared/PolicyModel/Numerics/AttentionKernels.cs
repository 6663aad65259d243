using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Guide.PolicyModel.Numerics;

/// <summary>Attention of single queries, and its gradient, over keys in blocks of 16 positions.</summary>
internal static unsafe class AttentionKernels
{
    private const int Lane = 16;

    /// <summary>One query head over a row's cache: softmax(q Kᵀ / √D) V.</summary>
    /// <param name="query">[D]</param>
    /// <param name="keys">[capacity / 16, D, 16]: 16 positions are one vector, and what is read lies together.</param>
    /// <param name="values">[capacity, D]</param>
    /// <param name="length">Positions that count.</param>
    /// <param name="dim">D</param>
    /// <param name="scores">[capacity] scratch.</param>
    /// <param name="result">[D]</param>
    /// <returns>Σ exp(q Kᵀ / √D) = Sum · exp(Max)</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (float Max, float Sum) Attend(float* query, float* keys, float* values, int length, int dim, float* scores, float* result)
    {
        var scale = 1 / MathF.Sqrt(dim);
        var max = Kernels.Max(Scores(query, keys, length, dim, scale, scores));
        var sums = Vector512<float>.Zero;
        for (var p = 0; p < length; p += Lane)
        {
            var weight = VectorExp.Exp(Vector512.Load(scores + p) - Vector512.Create(max));
            weight.Store(scores + p);
            sums += weight;
        }

        var sum = Vector512.Sum(sums);
        Mix(scores, values, length, dim, 1 / sum, result);
        return (max, sum);
    }

    /// <summary>
    /// <see cref="Attend"/> for two query heads of dimension 8 that share keys and values: what is read serves both, and the latencies of one hide
    /// behind the other. Each head's numbers are computed as if alone. For 512-bit registers: without them its shuffles are loops.
    /// </summary>
    /// <param name="queries">[2, 8]</param>
    /// <param name="keys">[capacity / 16, 8, 16]</param>
    /// <param name="values">[capacity, 8]</param>
    /// <param name="length">Positions that count.</param>
    /// <param name="scores">[2, capacity] scratch.</param>
    /// <param name="results">[2, 8]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AttendTwo(float* queries, float* keys, float* values, int length, float* scores, float* results)
    {
        var scale = 1 / MathF.Sqrt(8);
        var others = scores + ((length + Lane - 1) / Lane * Lane);
        var (q0, q1, q2, q3) = (Vector512.Create(queries[0] * scale), Vector512.Create(queries[1] * scale), Vector512.Create(queries[2] * scale), Vector512.Create(queries[3] * scale));
        var (q4, q5, q6, q7) = (Vector512.Create(queries[4] * scale), Vector512.Create(queries[5] * scale), Vector512.Create(queries[6] * scale), Vector512.Create(queries[7] * scale));
        var (r0, r1, r2, r3) = (Vector512.Create(queries[8] * scale), Vector512.Create(queries[9] * scale), Vector512.Create(queries[10] * scale), Vector512.Create(queries[11] * scale));
        var (r4, r5, r6, r7) = (Vector512.Create(queries[12] * scale), Vector512.Create(queries[13] * scale), Vector512.Create(queries[14] * scale), Vector512.Create(queries[15] * scale));
        var largest = Vector512.Create(float.NegativeInfinity);
        var largestOther = largest;
        for (var p = 0; p < length; p += Lane, keys += 8 * Lane)
        {
            var key = Vector512.Load(keys);
            var (even, evenOther) = (q0 * key, r0 * key);
            key = Vector512.Load(keys + Lane);
            var (odd, oddOther) = (q1 * key, r1 * key);
            key = Vector512.Load(keys + (2 * Lane));
            (even, evenOther) = (Vector512.FusedMultiplyAdd(q2, key, even), Vector512.FusedMultiplyAdd(r2, key, evenOther));
            key = Vector512.Load(keys + (3 * Lane));
            (odd, oddOther) = (Vector512.FusedMultiplyAdd(q3, key, odd), Vector512.FusedMultiplyAdd(r3, key, oddOther));
            key = Vector512.Load(keys + (4 * Lane));
            (even, evenOther) = (Vector512.FusedMultiplyAdd(q4, key, even), Vector512.FusedMultiplyAdd(r4, key, evenOther));
            key = Vector512.Load(keys + (5 * Lane));
            (odd, oddOther) = (Vector512.FusedMultiplyAdd(q5, key, odd), Vector512.FusedMultiplyAdd(r5, key, oddOther));
            key = Vector512.Load(keys + (6 * Lane));
            (even, evenOther) = (Vector512.FusedMultiplyAdd(q6, key, even), Vector512.FusedMultiplyAdd(r6, key, evenOther));
            key = Vector512.Load(keys + (7 * Lane));
            (odd, oddOther) = (Vector512.FusedMultiplyAdd(q7, key, odd), Vector512.FusedMultiplyAdd(r7, key, oddOther));
            var score = Inside(even + odd, length - p, float.NegativeInfinity);
            var other = Inside(evenOther + oddOther, length - p, float.NegativeInfinity);
            score.Store(scores + p);
            other.Store(others + p);
            largest = Vector512.Max(largest, score);
            largestOther = Vector512.Max(largestOther, other);
        }

        MixTwo(values, length, scores, others, Kernels.Max(largest), Kernels.Max(largestOther), results);
    }

    /// <summary>The second half of <see cref="AttendTwo"/>: softmax of the scores of both queries, then their mixtures of the values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixTwo(float* values, int length, float* scores, float* others, float largest, float largestOther, float* results)
    {
        var (max, maxOther) = (Vector512.Create(largest), Vector512.Create(largestOther));
        var (sums, sumsOther) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var pairs = Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        var (a, b, c, e) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var p = 0; p < length; p += Lane, values += 8 * Lane)
        {
            var weight = VectorExp.Exp(Vector512.Load(scores + p) - max);
            var other = VectorExp.Exp(Vector512.Load(others + p) - maxOther);
            sums += weight;
            sumsOther += other;
            for (var pair = 0; pair < Lane / 2; pair += 2)
            {
                var index = pairs + Vector512.Create(2 * pair);
                var value = Vector512.Load(values + (pair * Lane));
                a = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(weight, index), value, a);
                c = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(other, index), value, c);
                index += Vector512.Create(2);
                value = Vector512.Load(values + ((pair + 1) * Lane));
                b = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(weight, index), value, b);
                e = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(other, index), value, e);
            }
        }

        var (first, second) = (a + b, c + e);
        ((first.GetLower() + first.GetUpper()) * (1 / Vector512.Sum(sums))).Store(results);
        ((second.GetLower() + second.GetUpper()) * (1 / Vector512.Sum(sumsOther))).Store(results + 8);
    }

    /// <summary>scores = scale · q Kᵀ, −∞ behind the length.</summary>
    /// <returns>Their maximum, lane by lane.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Scores(float* query, float* keys, int length, int dim, float scale, float* scores)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        for (var p = 0; p < length; p += Lane)
        {
            var even = Vector512<float>.Zero;
            var odd = Vector512<float>.Zero;
            for (var d = 0; d < dim; d += 2, keys += 2 * Lane)
            {
                even = Vector512.FusedMultiplyAdd(Vector512.Create(query[d]), Vector512.Load(keys), even);
                odd = Vector512.FusedMultiplyAdd(Vector512.Create(query[d + 1]), Vector512.Load(keys + Lane), odd);
            }

            var score = Inside((even + odd) * scale, length - p, float.NegativeInfinity);
            score.Store(scores + p);
            largest = Vector512.Max(largest, score);
        }

        return largest;
    }

    /// <summary>The first <paramref name="count"/> lanes, the others replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Inside(Vector512<float> v, int count, float other) => count >= Lane
        ? v
        : Vector512.ConditionalSelect(Vector512.LessThan(Vector512.CreateSequence(0f, 1f), Vector512.Create((float)count)), v, Vector512.Create(other));

    /// <summary>The gradient of <see cref="Attend"/>: the query's is written, those of keys and values are added to.</summary>
    /// <param name="query">[D]</param>
    /// <param name="keys">[capacity / 16, D, 16]</param>
    /// <param name="keyRows">The same, [capacity, D].</param>
    /// <param name="values">[capacity / 16, D, 16]</param>
    /// <param name="logSum">ln Σ exp(q Kᵀ / √D), from <see cref="Attend"/>.</param>
    /// <param name="gradient">[D] of the result.</param>
    /// <param name="length">Positions that count.</param>
    /// <param name="dim">D</param>
    /// <param name="scratch">[2, capacity]</param>
    /// <param name="queryGradient">[D]</param>
    /// <param name="keyGradients">[capacity / 16, D, 16]</param>
    /// <param name="valueGradients">[capacity / 16, D, 16]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AttendBackward(
        float* query, float* keys, float* keyRows, float* values, float logSum, float* gradient, int length, int dim, float* scratch,
        float* queryGradient, float* keyGradients, float* valueGradients)
    {
        var scale = 1 / MathF.Sqrt(dim);
        var capacity = (length + Lane - 1) / Lane * Lane;
        var weights = scratch;
        var slopes = scratch + capacity;
        var expected = Vector512<float>.Zero; // Σ weight · slope
        for (var p = 0; p < length; p += Lane)
        {
            var score = Vector512<float>.Zero;
            var slope = Vector512<float>.Zero;
            for (var d = 0; d < dim; d++)
            {
                score = Vector512.FusedMultiplyAdd(Vector512.Create(query[d]), Vector512.Load(keys + (p * dim) + (d * Lane)), score);
                slope = Vector512.FusedMultiplyAdd(Vector512.Create(gradient[d]), Vector512.Load(values + (p * dim) + (d * Lane)), slope);
            }

            var weight = Inside(VectorExp.Exp((score * scale) - Vector512.Create(logSum)), length - p, 0);
            weight.Store(weights + p);
            slope.Store(slopes + p);
            expected = Vector512.FusedMultiplyAdd(weight, slope, expected);
        }

        var mean = Vector512.Sum(expected);
        for (var p = 0; p < length; p += Lane, keyGradients += dim * Lane, valueGradients += dim * Lane)
        {
            var weight = Vector512.Load(weights + p);
            var slope = weight * (Vector512.Load(slopes + p) - Vector512.Create(mean)) * scale;
            slope.Store(slopes + p);
            for (var d = 0; d < dim; d++)
            {
                var key = keyGradients + (d * Lane);
                var value = valueGradients + (d * Lane);
                Vector512.FusedMultiplyAdd(Vector512.Create(query[d]), slope, Vector512.Load(key)).Store(key);
                Vector512.FusedMultiplyAdd(Vector512.Create(gradient[d]), weight, Vector512.Load(value)).Store(value);
            }
        }

        Mix(slopes, keyRows, length, dim, 1, queryGradient);
    }

    /// <summary>
    /// result[d] = scale · Σ_p weights[p] · values[p, d] over whole vectors of positions: weights past the length are 0, and values there are
    /// finite. Several chains a result hide the latency of the addition.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(float* weights, float* values, int length, int dim, float scale, float* result)
    {
        var d = 0;
        for (; d + 16 <= dim; d += 16)
        {
            var (a, b, c, e) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            var column = values + d;
            for (var p = 0; p < length; p += 4, column += 4 * dim)
            {
                a = Vector512.FusedMultiplyAdd(Vector512.Create(weights[p]), Vector512.Load(column), a);
                b = Vector512.FusedMultiplyAdd(Vector512.Create(weights[p + 1]), Vector512.Load(column + dim), b);
                c = Vector512.FusedMultiplyAdd(Vector512.Create(weights[p + 2]), Vector512.Load(column + (2 * dim)), c);
                e = Vector512.FusedMultiplyAdd(Vector512.Create(weights[p + 3]), Vector512.Load(column + (3 * dim)), e);
            }

            (((a + b) + (c + e)) * scale).Store(result + d);
        }

        if (dim == 8 && Vector512.IsHardwareAccelerated)
        {
            MixPairs(weights, values, length, scale, result);
            return;
        }

        for (; d + 8 <= dim; d += 8)
        {
            var (a, b, c, e) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var column = values + d;
            for (var p = 0; p < length; p += 4, column += 4 * dim)
            {
                a = Vector256.FusedMultiplyAdd(Vector256.Create(weights[p]), Vector256.Load(column), a);
                b = Vector256.FusedMultiplyAdd(Vector256.Create(weights[p + 1]), Vector256.Load(column + dim), b);
                c = Vector256.FusedMultiplyAdd(Vector256.Create(weights[p + 2]), Vector256.Load(column + (2 * dim)), c);
                e = Vector256.FusedMultiplyAdd(Vector256.Create(weights[p + 3]), Vector256.Load(column + (3 * dim)), e);
            }

            (((a + b) + (c + e)) * scale).Store(result + d);
        }

        for (; d < dim; d++)
        {
            var sum = 0f;
            for (var p = 0; p < length; p++)
            {
                sum += weights[p] * values[(p * dim) + d];
            }

            result[d] = sum * scale;
        }
    }

    /// <summary>The same for D = 8, where one vector holds two positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixPairs(float* weights, float* values, int length, float scale, float* result)
    {
        var pairs = Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        var (a, b, c, e) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var p = 0; p < length; p += Lane, values += 8 * Lane)
        {
            var block = Vector512.Load(weights + p);
            a = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs), Vector512.Load(values), a);
            b = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(2)), Vector512.Load(values + Lane), b);
            c = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(4)), Vector512.Load(values + (2 * Lane)), c);
            e = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(6)), Vector512.Load(values + (3 * Lane)), e);
            a = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(8)), Vector512.Load(values + (4 * Lane)), a);
            b = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(10)), Vector512.Load(values + (5 * Lane)), b);
            c = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(12)), Vector512.Load(values + (6 * Lane)), c);
            e = Vector512.FusedMultiplyAdd(Vector512.ShuffleNative(block, pairs + Vector512.Create(14)), Vector512.Load(values + (7 * Lane)), e);
        }

        var sum = (a + b) + (c + e);
        ((sum.GetLower() + sum.GetUpper()) * scale).Store(result);
    }
}
