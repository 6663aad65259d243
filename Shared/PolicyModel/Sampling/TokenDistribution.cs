using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Guide.PolicyModel.Numerics;

namespace Guide.PolicyModel.Sampling;

/// <summary>
/// Draws a token from softmax(logits / T) after the filters, by inverse cumulative probability, and gives its log-probability under that
/// very distribution. Order of filters: top-k, top-p (the smallest set of most likely tokens whose probability among those kept reaches p),
/// min-p. Ties go to the smaller id. One instance a thread.
/// </summary>
internal sealed class TokenDistribution(int vocabularySize)
{
    private readonly float[] _weights = new float[vocabularySize];
    private int[]? _order;

    /// <param name="logits">[V]</param>
    /// <param name="settings">Temperature 0 = the most likely token, with its log-probability at temperature 1 without filters.</param>
    /// <param name="uniform">In [0, 1).</param>
    internal (int Id, float LogProb) Draw(ReadOnlySpan<float> logits, SamplingSettings settings, double uniform)
    {
        var greedy = settings.Temperature == 0;
        var scale = greedy ? 1 : 1 / settings.Temperature;
        var best = IndexOfMax(logits);
        var max = logits[best];
        if (!float.IsFinite(max))
        {
            throw new InvalidOperationException($"the policy's logits are not finite (largest: {max})");
        }

        var weights = _weights.AsSpan(0, logits.Length);
        var total = Exponentials(logits, max, (float)scale, weights);
        if (greedy)
        {
            return (best, (float)-Math.Log(total));
        }

        if (settings.TopK > 0 || settings.TopP < 1 || settings.MinP > 0)
        {
            total = Filter(weights, total, settings);
        }

        var id = Invert(weights, uniform * total, best);
        return (id, (float)(((logits[id] - (double)max) * scale) - Math.Log(total)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        // Max propagates NaN: a broken policy is found here, not sampled from.
        var largest = Vector512.Create(float.NegativeInfinity);
        var i = 0;
        for (; i + Vector512<float>.Count <= logits.Length; i += Vector512<float>.Count)
        {
            largest = Vector512.Max(largest, Vector512.Create(logits[i..]));
        }

        var max = Kernels.Max(largest);
        for (; i < logits.Length; i++)
        {
            max = MathF.Max(max, logits[i]);
        }

        return Math.Max(0, float.IsNaN(max) ? logits.IndexOfAnyExceptInRange(float.NegativeInfinity, float.PositiveInfinity) : logits.IndexOf(max));
    }

    /// <returns>Σ exp((z − max) · scale), summed in double precision.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exponentials(ReadOnlySpan<float> logits, float max, float scale, Span<float> weights)
    {
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i + Vector512<float>.Count <= logits.Length; i += Vector512<float>.Count)
        {
            var weight = VectorExp.Exp((Vector512.Create(logits[i..]) - Vector512.Create(max)) * scale);
            weight.CopyTo(weights[i..]);
            var (low, high) = Vector512.Widen(weight);
            sums += low + high;
        }

        var total = Vector512.Sum(sums);

        for (; i < logits.Length; i++)
        {
            weights[i] = MathF.Exp((logits[i] - max) * scale);
            total += weights[i];
        }

        return total;
    }

    // The first token whose cumulative weight exceeds the target; rounding at the very end falls back to the most likely one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Invert(ReadOnlySpan<float> weights, double target, int fallback)
    {
        var sum = 0.0;
        var i = 0;
        for (; i + Vector512<float>.Count <= weights.Length; i += Vector512<float>.Count)
        {
            // Whole vectors that end before the target are skipped.
            var (low, high) = Vector512.Widen(Vector512.Create(weights[i..]));
            var next = sum + Vector512.Sum(low + high);
            if (next > target)
            {
                break;
            }

            sum = next;
        }

        for (; i < weights.Length; i++)
        {
            sum += weights[i];
            if (sum > target && weights[i] > 0)
            {
                return i;
            }
        }

        return fallback;
    }

    private double Filter(Span<float> weights, double total, SamplingSettings settings)
    {
        var order = _order ??= new int[vocabularySize];
        var count = 0;
        var floor = settings.MinP > 0 ? (float)settings.MinP : 0; // The largest weight is exp(0) = 1.
        for (var i = 0; i < weights.Length; i++)
        {
            order[count++] = i;
        }

        var keys = weights.ToArray();
        var sorted = order.AsSpan(0, count);
        sorted.Sort((a, b) => keys[b] != keys[a] ? keys[b].CompareTo(keys[a]) : a.CompareTo(b));
        var kept = settings.TopK > 0 ? Math.Min(settings.TopK, count) : count;
        if (settings.TopP < 1)
        {
            var mass = 0.0;
            for (var i = 0; i < kept; i++)
            {
                mass += keys[sorted[i]];
            }

            var reached = 0.0;
            for (var i = 0; i < kept; i++)
            {
                reached += keys[sorted[i]];
                if (reached >= settings.TopP * mass)
                {
                    kept = i + 1;
                }
            }
        }

        while (kept > 1 && keys[sorted[kept - 1]] < floor)
        {
            kept--;
        }

        weights.Clear();
        total = 0;
        for (var i = 0; i < kept; i++)
        {
            weights[sorted[i]] = keys[sorted[i]];
        }

        // In the order of ids, as the inversion adds them up.
        foreach (var weight in weights)
        {
            total += weight;
        }

        return total;
    }
}
