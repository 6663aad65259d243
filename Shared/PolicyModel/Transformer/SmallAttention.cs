using System.Runtime.Intrinsics;

using Guide.PolicyModel.Numerics;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// Causal attention with its gradient for heads so narrow that libtorch's kernel spends most of its time beside the arithmetic
/// (docs/lab-log.md). float32 on the CPU. Every query is computed alone and in one order: its numbers do not depend on the rows beside it.
/// </summary>
internal sealed unsafe class SmallAttention : autograd.SingleTensorFunction<SmallAttention>
{
    private const int WidestHead = 32;

    /// <summary>S · D: beyond it a head leaves the first-level caches, and libtorch's is as fast.</summary>
    private const int LargestHead = 16384;

    private const int Lane = 16; // floats in a Vector512

    /// <inheritdoc />
    public override string Name => nameof(SmallAttention);

    /// <summary>Whether <see cref="Attend"/> may stand for libtorch's attention.</summary>
    internal static bool Suits(Tensor query) =>
        query.shape[3] is var dim
        && dim <= WidestHead
        && dim % 2 == 0
        && dim * query.shape[2] <= LargestHead
        && query.dtype == ScalarType.Float32
        && query.device_type == DeviceType.CPU
        && Vector512.IsHardwareAccelerated;

    /// <param name="query">[B, H, S, D]</param>
    /// <param name="key">[B, KV, S, D]; query head h uses key/value head h / (H / KV).</param>
    /// <param name="value">[B, KV, S, D]</param>
    /// <returns>[B, H, S, D]</returns>
    internal static Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        if (is_grad_enabled())
        {
            return apply(query, key, value);
        }

        using var logSums = LogSums(query);
        return Forward(query, key, value, logSums);
    }

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (query, key, value) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var logSums = LogSums(query);

        // Not the result: it would keep the node alive that keeps it.
        ctx.save_for_backward([query, key, value, logSums]);
        return Forward(query, key, value, logSums);
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (query, key, value, gradient) = (saved[0].contiguous(), saved[1].contiguous(), saved[2].contiguous(), grad_output.contiguous());
        var gradients = new List<Tensor> { empty(query.shape, ScalarType.Float32), empty(key.shape, ScalarType.Float32), empty(key.shape, ScalarType.Float32) };
        var (heads, length, dim) = Heads(query, key);
        using var q = new TensorFloats(query);
        using var k = new TensorFloats(key);
        using var v = new TensorFloats(value);
        using var g = new TensorFloats(gradient);
        using var l = new TensorFloats(saved[3]);
        using var dq = new TensorFloats(gradients[0]);
        using var dk = new TensorFloats(gradients[1]);
        using var dv = new TensorFloats(gradients[2]);
        var queries = q.Start;
        var keys = k.Start;
        var values = v.Start;
        var outer = g.Start;
        var sums = l.Start;
        var queryGradients = dq.Start;
        var keyGradients = dk.Start;
        var valueGradients = dv.Start;
        ForEachHead(key.shape[0] * key.shape[1], 5, length, dim, (head, scratch, size) =>
        {
            var keyBlocks = scratch;
            var keyRows = scratch + size;
            var valueBlocks = scratch + (2 * size);
            var keySlopes = scratch + (3 * size);
            var valueSlopes = scratch + (4 * size);
            var first = head * length * dim;
            ToBlocks(keys + first, length, dim, keyBlocks);
            ToRows(keys + first, length, dim, keyRows);
            ToBlocks(values + first, length, dim, valueBlocks);
            new Span<float>(keySlopes, 2 * size).Clear();
            for (var row = head * heads * length; row < (head + 1) * heads * length; row++)
            {
                AttentionKernels.AttendBackward(
                    queries + (row * dim), keyBlocks, keyRows, valueBlocks, sums[row], outer + (row * dim), (int)(row % length) + 1, dim, scratch + (5 * size),
                    queryGradients + (row * dim), keySlopes, valueSlopes);
            }

            FromBlocks(keySlopes, length, dim, keyGradients + first);
            FromBlocks(valueSlopes, length, dim, valueGradients + first);
        });

        return gradients;
    }

    private static Tensor Forward(Tensor query, Tensor key, Tensor value, Tensor logSums)
    {
        using var q = query.contiguous();
        using var k = key.contiguous();
        using var v = value.contiguous();
        var result = empty(query.shape, ScalarType.Float32);
        var (heads, length, dim) = Heads(query, key);
        using var from = new TensorFloats(q);
        using var k0 = new TensorFloats(k);
        using var v0 = new TensorFloats(v);
        using var l = new TensorFloats(logSums);
        using var to = new TensorFloats(result);
        var queries = from.Start;
        var keys = k0.Start;
        var values = v0.Start;
        var sums = l.Start;
        var results = to.Start;
        ForEachHead(key.shape[0] * key.shape[1], 2, length, dim, (head, scratch, size) =>
        {
            var keyBlocks = scratch;
            var valueRows = scratch + size;
            ToBlocks(keys + (head * length * dim), length, dim, keyBlocks);
            ToRows(values + (head * length * dim), length, dim, valueRows);
            for (var row = head * heads * length; row < (head + 1) * heads * length; row++)
            {
                var (max, sum) = AttentionKernels.Attend(queries + (row * dim), keyBlocks, valueRows, (int)(row % length) + 1, dim, scratch + (2 * size), results + (row * dim));
                sums[row] = max + MathF.Log(sum);
            }
        });

        return result;
    }

    /// <summary>Key/value heads are independent of each other: as many at once as libtorch has threads.</summary>
    private static void ForEachHead(long count, int buffers, int length, int dim, HeadWork work)
    {
        var capacity = (length + Lane - 1) / Lane * Lane;
        var size = capacity * dim;
        var threads = (int)Math.Clamp(get_num_threads(), 1, count);
        if (threads == 1)
        {
            Chunk(0);
            return;
        }

        Parallel.For(0, threads, Chunk);

        void Chunk(int thread)
        {
            using var scratch = new NativeFloats((buffers * size) + (2 * capacity));
            for (var head = thread * count / threads; head < (thread + 1) * count / threads; head++)
            {
                work(head, scratch.Start, size);
            }
        }
    }

    private delegate void HeadWork(long head, float* scratch, int size);

    private static Tensor LogSums(Tensor query) => empty([query.shape[0], query.shape[1], query.shape[2]], ScalarType.Float32);

    /// <summary>Query heads a key/value head, positions, D.</summary>
    private static (long Heads, int Length, int Dim) Heads(Tensor query, Tensor key) => (query.shape[1] / key.shape[1], (int)query.shape[2], (int)query.shape[3]);

    /// <summary>[S, D] → [capacity / 16, D, 16], zeros behind S.</summary>
    private static void ToBlocks(float* rows, int length, int dim, float* blocks)
    {
        var whole = length / Lane * Lane;
        new Span<float>(blocks + (whole * dim), length == whole ? 0 : Lane * dim).Clear();
        for (var p = 0; p < length; p++)
        {
            var to = blocks + (p / Lane * Lane * dim) + (p % Lane);
            for (var d = 0; d < dim; d++)
            {
                to[d * Lane] = rows[(p * dim) + d];
            }
        }
    }

    private static void FromBlocks(float* blocks, int length, int dim, float* rows)
    {
        for (var p = 0; p < length; p++)
        {
            var from = blocks + (p / Lane * Lane * dim) + (p % Lane);
            for (var d = 0; d < dim; d++)
            {
                rows[(p * dim) + d] = from[d * Lane];
            }
        }
    }

    /// <summary>[S, D] → [capacity, D], zeros behind S.</summary>
    private static void ToRows(float* rows, int length, int dim, float* padded)
    {
        var capacity = (length + Lane - 1) / Lane * Lane;
        new Span<float>(rows, length * dim).CopyTo(new Span<float>(padded, capacity * dim));
        new Span<float>(padded + (length * dim), (capacity - length) * dim).Clear();
    }
}
