using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Sampling.Fused;

/// <summary>
/// The decoder without tensors: for models so small that dispatching operations costs more than computing them. One forward pass serves
/// prefill and step, over rows of (sequence, position). Single precision, one thread; a sequence's numbers do not depend on its batch.
/// </summary>
internal sealed unsafe class FusedDecoder : ISequenceDecoder
{
    /// <summary>Up to here it was measured faster than TorchSharp at every batch size.</summary>
    private const long LargestModel = 8_000_000;
    private const int Lane = 16;
    private const int RowsAtOnce = 128;

    private readonly PolicyConfig _config;
    private readonly FusedBlock[] _blocks;
    private readonly NativeFloats _embedding; // [V, H]
    private readonly NativeFloats _finalNorm; // [H]
    private readonly PackedMatrix _head;
    private readonly RotaryFrequencies _rotary;
    private readonly NativeFloats _x, _normed, _qkv, _mixed, _gate, _up, _projected, _logits; // [RowsAtOnce, …]
    private readonly int _mixedStride;
    private NativeFloats _cosines = new(0), _sines = new(0); // [positions, D/2]
    private NativeFloats _scores = new(0);
    private int[] _lengths = [];
    private int _capacity; // positions a row, a multiple of 16
    private int _tablePositions;
    private bool _isDisposed;

    internal FusedDecoder(CausalLm model)
    {
        if (model.Device.type != DeviceType.CPU || model.ComputeType != ScalarType.Float32 || !model.Config.IsPlain)
        {
            throw new ArgumentException("the fused sampler computes float32 on the CPU only, and models of Llama's kind", nameof(model));
        }

        _config = model.Config;
        _rotary = model.Rotary;
        _blocks = [.. model.Blocks.Select(Pack)];
        _embedding = Copy(model.Find("model.embed_tokens.weight")!);
        _finalNorm = Copy(model.Find("model.norm.weight")!);
        _head = new PackedMatrix(
            _config.TieEmbeddings ? _embedding.Span : TensorMemory.ToFloats(model.Find("lm_head.weight")!), [], _config.VocabularySize, _config.HiddenSize);
        _mixedStride = _config.Heads * _config.HeadDim;
        var block = _blocks[0];
        _x = new NativeFloats((long)RowsAtOnce * _config.HiddenSize);
        _normed = new NativeFloats((long)RowsAtOnce * _config.HiddenSize);
        _qkv = new NativeFloats((long)RowsAtOnce * block.QueryKeyValue.Stride);
        _mixed = new NativeFloats((long)RowsAtOnce * _mixedStride);
        _gate = new NativeFloats((long)RowsAtOnce * block.Gate.Stride);
        _up = new NativeFloats((long)RowsAtOnce * block.Up.Stride);
        _projected = new NativeFloats((long)RowsAtOnce * Math.Max(block.Output.Stride, block.Down.Stride));
        _logits = new NativeFloats((long)RowsAtOnce * _head.Stride);
    }

    public int VocabularySize => _config.VocabularySize;

    public int MaxPositions => _config.MaxPositions;

    internal static bool Suits(CausalLm model) =>
        model.Device.type == DeviceType.CPU && model.ComputeType == ScalarType.Float32 && model.ParameterCount <= LargestModel && model.Config.IsPlain;

    public void Reserve(int rows, int positions)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var capacity = Math.Max(_capacity, (positions + Lane - 1) / Lane * Lane);
        rows = Math.Max(rows, _lengths.Length);
        if (rows == _lengths.Length && capacity == _capacity)
        {
            return;
        }

        var (kv, dim) = (_config.KeyValueHeads, _config.HeadDim);
        foreach (var block in _blocks)
        {
            var keys = new NativeFloats((long)rows * kv * dim * capacity);
            var values = new NativeFloats((long)rows * kv * dim * capacity);
            for (var row = 0; row < _lengths.Length; row++)
            {
                CopyRow(block.Keys, block.Values, row, _capacity, keys, values, row, capacity, _lengths[row]);
            }

            block.Keys.Dispose();
            block.Values.Dispose();
            (block.Keys, block.Values) = (keys, values);
        }

        Array.Resize(ref _lengths, rows);
        _capacity = capacity;
        _scores.Dispose();
        _scores = new NativeFloats(2L * capacity);
        FillTables(capacity);
    }

    public void Prefill(IReadOnlyList<Prefix> prefixes, Span<float> logits)
    {
        var rows = new List<(int Id, int Row, int Position, int Result)>();
        for (var p = 0; p < prefixes.Count; p++)
        {
            var (context, first, count) = prefixes[p];
            for (var t = 0; t < context.Length; t++)
            {
                rows.Add((context[t], first, t, t == context.Length - 1 ? p : -1));
            }

            _lengths.AsSpan(first, count).Fill(context.Length);
        }

        Forward(rows, logits);
        foreach (var (context, first, count) in prefixes)
        {
            Share(first, first + 1, count - 1, context.Length);
        }
    }

    public void Step(ReadOnlySpan<int> tokens, Span<float> logits)
    {
        var rows = new List<(int Id, int Row, int Position, int Result)>(tokens.Length);
        for (var row = 0; row < tokens.Length; row++)
        {
            rows.Add((tokens[row], row, _lengths[row]++, row));
        }

        Forward(rows, logits);
    }

    public void Share(int from, int first, int rows, int length)
    {
        for (var row = first; row < first + rows; row++)
        {
            foreach (var block in _blocks)
            {
                CopyRow(block.Keys, block.Values, from, _capacity, block.Keys, block.Values, row, _capacity, length);
            }

            _lengths[row] = length;
        }
    }

    public void Move(int from, int to) => Share(from, to, 1, _lengths[from]);

    public void Dispose()
    {
        _isDisposed = true;
        foreach (var block in _blocks)
        {
            block.Dispose();
        }

        _head.Dispose();
        foreach (var buffer in (NativeFloats[])[_embedding, _finalNorm, _x, _normed, _qkv, _mixed, _gate, _up, _projected, _logits, _cosines, _sines, _scores])
        {
            buffer.Dispose();
        }
    }

    /// <summary>Positions of one sequence come in order; a chunk's keys are all written before any of its queries looks.</summary>
    private void Forward(List<(int Id, int Row, int Position, int Result)> rows, Span<float> logits)
    {
        for (var start = 0; start < rows.Count; start += RowsAtOnce)
        {
            Forward(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows).Slice(start, Math.Min(RowsAtOnce, rows.Count - start)), logits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward(ReadOnlySpan<(int Id, int Row, int Position, int Result)> rows, Span<float> logits)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var (n, hidden, dim) = (rows.Length, _config.HiddenSize, _config.HeadDim);
        var epsilon = (float)_config.RmsNormEpsilon;
        for (var i = 0; i < n; i++)
        {
            _embedding.Span.Slice(rows[i].Id * hidden, hidden).CopyTo(_x.Span[(i * hidden)..]);
        }

        foreach (var block in _blocks)
        {
            for (var i = 0; i < n; i++)
            {
                Kernels.RmsNorm(_x.Start + (i * hidden), block.InputNorm.Start, _normed.Start + (i * hidden), hidden, epsilon);
            }

            block.QueryKeyValue.Multiply(_normed.Start, hidden, n, _qkv.Start);
            for (var i = 0; i < n; i++)
            {
                Remember(block, _qkv.Start + (i * block.QueryKeyValue.Stride), rows[i].Row, rows[i].Position, epsilon);
            }

            for (var i = 0; i < n; i++)
            {
                Attend(block, _qkv.Start + (i * block.QueryKeyValue.Stride), rows[i].Row, rows[i].Position + 1, _mixed.Start + (i * _mixedStride));
            }

            block.Output.Multiply(_mixed.Start, _mixedStride, n, _projected.Start);
            for (var i = 0; i < n; i++)
            {
                Kernels.Add(_x.Start + (i * hidden), _projected.Start + (i * block.Output.Stride), hidden);
                Kernels.RmsNorm(_x.Start + (i * hidden), block.PostAttentionNorm.Start, _normed.Start + (i * hidden), hidden, epsilon);
            }

            block.Gate.Multiply(_normed.Start, hidden, n, _gate.Start);
            block.Up.Multiply(_normed.Start, hidden, n, _up.Start);
            Kernels.SwiGlu(_gate.Start, _up.Start, n * block.Gate.Stride); // The padding is 0 and stays 0.
            block.Down.Multiply(_gate.Start, block.Gate.Stride, n, _projected.Start);
            for (var i = 0; i < n; i++)
            {
                Kernels.Add(_x.Start + (i * hidden), _projected.Start + (i * block.Down.Stride), hidden);
            }
        }

        Results(rows, logits);
    }

    /// <summary>The output layer of those rows whose result is asked for.</summary>
    private void Results(ReadOnlySpan<(int Id, int Row, int Position, int Result)> rows, Span<float> logits)
    {
        var hidden = _config.HiddenSize;
        var results = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Result >= 0)
            {
                Kernels.RmsNorm(_x.Start + (i * hidden), _finalNorm.Start, _normed.Start + (results++ * hidden), hidden, (float)_config.RmsNormEpsilon);
            }
        }

        _head.Multiply(_normed.Start, hidden, results, _logits.Start);
        results = 0;
        foreach (var row in rows)
        {
            if (row.Result >= 0)
            {
                _logits.Span.Slice(results++ * _head.Stride, VocabularySize).CopyTo(logits[(row.Result * VocabularySize)..]);
            }
        }
    }

    /// <summary>Norms and rotates a row's queries and keys in place; keys and values go into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Remember(FusedBlock block, float* qkv, int row, int position, float epsilon)
    {
        var (dim, kv, half) = (_config.HeadDim, _config.KeyValueHeads, _config.HeadDim / 2);
        var cosines = _cosines.Start + (position * half);
        var sines = _sines.Start + (position * half);
        for (var head = 0; head < _config.Heads + kv; head++)
        {
            var vector = qkv + (head * dim);
            if ((head < _config.Heads ? block.QueryNorm : block.KeyNorm) is { } norm)
            {
                Kernels.RmsNorm(vector, norm.Start, vector, dim, epsilon);
            }
        }

        Kernels.Rotate(qkv, _config.Heads + kv, cosines, sines, half);
        var key = qkv + (_config.Heads * dim);
        var value = key + (kv * dim);
        for (var head = 0; head < kv; head++)
        {
            var cache = ((long)row * kv) + head;
            var keys = block.Keys.Start + (cache * dim * _capacity) + (position / Lane * Lane * dim) + (position % Lane);
            for (var d = 0; d < dim; d++)
            {
                keys[d * Lane] = key[(head * dim) + d];
            }

            new ReadOnlySpan<float>(value + (head * dim), dim).CopyTo(new Span<float>(block.Values.Start + (((cache * _capacity) + position) * dim), dim));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(FusedBlock block, float* queries, int row, int length, float* mixed)
    {
        var (dim, kv) = (_config.HeadDim, _config.KeyValueHeads);
        var group = _config.Heads / kv;
        for (var head = 0; head < _config.Heads; head++)
        {
            var cache = (((long)row * kv) + (head / group)) * dim * _capacity;
            if (dim == 8 && group % 2 == 0 && Vector512.IsHardwareAccelerated)
            {
                AttentionKernels.AttendTwo(queries + (head * dim), block.Keys.Start + cache, block.Values.Start + cache, length, _scores.Start, mixed + (head * dim));
                head++;
                continue;
            }

            AttentionKernels.Attend(queries + (head * dim), block.Keys.Start + cache, block.Values.Start + cache, length, dim, _scores.Start, mixed + (head * dim));
        }
    }

    private void CopyRow(NativeFloats fromKeys, NativeFloats fromValues, int from, int fromCapacity, NativeFloats toKeys, NativeFloats toValues, int to, int toCapacity, int length)
    {
        var (dim, kv) = (_config.HeadDim, _config.KeyValueHeads);
        for (var head = 0; head < kv; head++)
        {
            var (source, target) = (((from * kv) + head) * fromCapacity * dim, ((to * kv) + head) * toCapacity * dim);
            var blocks = (length + Lane - 1) / Lane * Lane * dim;
            fromKeys.Span.Slice(source, blocks).CopyTo(toKeys.Span[target..]);
            fromValues.Span.Slice(source, length * dim).CopyTo(toValues.Span[target..]);
        }
    }

    private void FillTables(int positions)
    {
        if (positions <= _tablePositions)
        {
            return;
        }

        var half = _config.HeadDim / 2;
        _cosines.Dispose();
        _sines.Dispose();
        _cosines = new NativeFloats((long)positions * half);
        _sines = new NativeFloats((long)positions * half);
        for (var p = 0; p < positions; p++)
        {
            _rotary.Fill(p, _cosines.Span.Slice(p * half, half), _sines.Span.Slice(p * half, half));
        }

        _tablePositions = positions;
    }

    private FusedBlock Pack(DecoderBlock block)
    {
        var hidden = _config.HiddenSize;
        float[] weights = [.. Effective(block.Query), .. Effective(block.Key), .. Effective(block.Value)];
        float[] bias = [.. Bias(block.Query), .. Bias(block.Key), .. Bias(block.Value)];
        var rows = (_config.Heads + (2 * _config.KeyValueHeads)) * _config.HeadDim;
        return new FusedBlock
        {
            InputNorm = Copy(block.InputNorm!),
            QueryKeyValue = new PackedMatrix(weights, bias, rows, hidden),
            Output = Pack(block.Output),
            QueryNorm = block.QueryNorm is { } q ? Copy(q) : null,
            KeyNorm = block.KeyNorm is { } k ? Copy(k) : null,
            PostAttentionNorm = Copy(block.MlpInputNorm!),
            Gate = Pack(block.Gate),
            Up = Pack(block.Up),
            Down = Pack(block.Down),
        };
    }

    private static PackedMatrix Pack(Projection projection) => new(
        Effective(projection),
        Bias(projection),
        (int)projection.Weight.shape[0],
        (int)projection.Weight.shape[1]);

    private static float[] Bias(Projection projection) => projection.Bias is { } bias ? TensorMemory.ToFloats(bias) : [];

    private static float[] Effective(Projection projection)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return TensorMemory.ToFloats(projection.Effective());
    }

    private static NativeFloats Copy(Tensor weight) => new(TensorMemory.ToFloats(weight));
}
