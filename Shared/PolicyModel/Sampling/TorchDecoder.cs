using System.Runtime.InteropServices;

using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Transformer;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Sampling;

/// <summary>The decoder on TorchSharp: one static cache a layer, one call of the model a step for all rows.</summary>
internal sealed class TorchDecoder(CausalLm model) : ISequenceDecoder
{
    private const int LengthStep = 32;
    private readonly Tensor?[] _keys = new Tensor?[model.Config.Layers]; // [rows, KV, positions, D]
    private readonly Tensor?[] _values = new Tensor?[model.Config.Layers];
    private int[] _lengths = [];
    private int _positions;

    public int VocabularySize => model.Config.VocabularySize;

    public int MaxPositions => model.Config.MaxPositions;

    public void Reserve(int rows, int positions)
    {
        if (rows <= _lengths.Length && positions <= _positions)
        {
            return;
        }

        using var noGrad = no_grad();
        var (oldRows, oldPositions) = (_lengths.Length, _positions);
        rows = Math.Max(rows, oldRows);
        positions = Math.Min(MaxPositions, (Math.Max(positions, oldPositions) + LengthStep - 1) / LengthStep * LengthStep);
        foreach (var cache in (Tensor?[][])[_keys, _values])
        {
            for (var layer = 0; layer < cache.Length; layer++)
            {
                using var scope = NewDisposeScope();
                var grown = zeros([rows, model.Config.KeyValueHeads, positions, model.Config.HeadDim], model.ComputeType, model.Device);
                if (cache[layer] is { } old)
                {
                    grown.narrow(0, 0, oldRows).narrow(2, 0, oldPositions).copy_(old);
                    old.Dispose();
                }

                cache[layer] = grown.DetachFromDisposeScope();
            }
        }

        Array.Resize(ref _lengths, rows);
        _positions = positions;
    }

    public void Prefill(IReadOnlyList<Prefix> prefixes, Span<float> logits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var width = prefixes.Max(p => p.Context.Length);
        var ids = new long[prefixes.Count * width];
        var last = new long[prefixes.Count];
        for (var i = 0; i < prefixes.Count; i++)
        {
            var context = prefixes[i].Context;
            for (var t = 0; t < context.Length; t++)
            {
                ids[(i * width) + t] = context[t];
            }

            last[i] = (i * width) + context.Length - 1;
            _lengths.AsSpan(prefixes[i].FirstRow, prefixes[i].Rows).Fill(context.Length);
        }

        var hidden = model.Hidden(
            tensor(ids, [prefixes.Count, width], device: model.Device),
            model.AnglesTo(width),
            new PrefillAttention(this, prefixes));
        var states = hidden.reshape(-1, model.Config.HiddenSize).index_select(0, tensor(last, device: model.Device));
        CopyOut(model.Logits(states), logits);
    }

    public void Step(ReadOnlySpan<int> tokens, Span<float> logits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = tokens.Length;
        var ids = new long[rows];
        var positions = new long[rows];
        var longest = 0;
        for (var row = 0; row < rows; row++)
        {
            (ids[row], positions[row]) = (tokens[row], _lengths[row]++);
            longest = Math.Max(longest, _lengths[row]);
        }

        var position = tensor(positions, device: model.Device);
        var attention = new CachedAttention(this, rows, Math.Min(_positions, (longest + LengthStep - 1) / LengthStep * LengthStep), position);
        var hidden = model.Hidden(tensor(ids, [rows, 1], device: model.Device), model.AnglesAt(position, longest), attention);
        CopyOut(model.Logits(hidden.view(rows, model.Config.HiddenSize)), logits);
    }

    public void Share(int from, int first, int rows, int length)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var cache in (Tensor?[][])[_keys, _values])
        {
            foreach (var layer in cache)
            {
                layer!.narrow(0, first, rows).narrow(2, 0, length).copy_(layer[from].narrow(1, 0, length));
            }
        }

        _lengths.AsSpan(first, rows).Fill(length);
    }

    public void Move(int from, int to) => Share(from, to, 1, _lengths[from]);

    public void Dispose()
    {
        foreach (var cache in (Tensor?[][])[_keys, _values])
        {
            foreach (var layer in cache)
            {
                layer?.Dispose();
            }
        }
    }

    private static void CopyOut(Tensor result, Span<float> target)
    {
        using var host = result.to(CPU).contiguous();
        TensorMemory.Read(host, MemoryMarshal.AsBytes(target));
    }

    /// <summary>Causal over the contexts, whose keys and values go into the rows that share them.</summary>
    private sealed class PrefillAttention(TorchDecoder owner, IReadOnlyList<Prefix> prefixes) : IAttention
    {
        public Tensor Attend(AttentionShape shape, Tensor query, Tensor key, Tensor value)
        {
            var layer = shape.Layer;
            for (var i = 0; i < prefixes.Count; i++)
            {
                var (context, first, rows) = prefixes[i];
                Put(owner._keys[layer]!, key[i], first, rows, context.Length);
                Put(owner._values[layer]!, value[i], first, rows, context.Length);
            }

            return CausalAttention.Instance.Attend(shape, query, key, value);
        }

        // source [KV, S, D]
        private static void Put(Tensor cache, Tensor source, int first, int rows, int length) =>
            cache.narrow(0, first, rows).narrow(2, 0, length).copy_(source.narrow(1, 0, length));
    }

    /// <summary>One new position a row over the row's cache.</summary>
    private sealed class CachedAttention : IAttention
    {
        private readonly TorchDecoder _owner;
        private readonly int _rows;
        private readonly int _length;
        private readonly Tensor _index; // [n, KV, 1, D] where the new position goes
        private readonly Tensor _bias; // [n, 1, 1, length] 0 or −∞
        private readonly Tensor _windowBias; // the same for windowed layers

        internal CachedAttention(TorchDecoder owner, int rows, int length, Tensor position)
        {
            (_owner, _rows, _length) = (owner, rows, length);
            var config = owner.Config;
            _index = position.view(rows, 1, 1, 1).expand(rows, config.KeyValueHeads, 1, config.HeadDim).contiguous();
            var future = TensorNumbers.Range(length, position.device).unsqueeze(0) > position.unsqueeze(1); // [n, length]
            Tensor Bias(Tensor unseen) => zeros([rows, length], owner.Type, position.device).FillInPlace(unseen, double.NegativeInfinity).view(rows, 1, 1, length);
            _bias = Bias(future);
            _windowBias = config.SlidingWindow < length
                ? Bias(future | (TensorNumbers.Range(length, position.device).unsqueeze(0) <= position.Plus(-config.SlidingWindow.Value).unsqueeze(1)))
                : _bias;
        }

        public Tensor Attend(AttentionShape shape, Tensor query, Tensor key, Tensor value)
        {
            var layer = shape.Layer;
            var config = _owner.Config;
            var keys = _owner._keys[layer]!.narrow(0, 0, _rows);
            var values = _owner._values[layer]!.narrow(0, 0, _rows);
            keys.scatter_(2, _index, key);
            values.scatter_(2, _index, value);
            var grouped = query.view(_rows, config.KeyValueHeads, config.Heads / config.KeyValueHeads, config.HeadDim); // [n, KV, G, D]
            var scores = matmul(grouped, keys.narrow(2, 0, _length).transpose(2, 3)).Times(shape.Scale); // [n, KV, G, length]
            scores = shape.SoftCap is { } cap ? CausalAttention.SoftCap(scores, cap) : scores;
            var weights = nn.functional.softmax(scores.Plus(shape.Window is null ? _bias : _windowBias), -1);
            return matmul(weights, values.narrow(2, 0, _length)).view(_rows, config.Heads, 1, config.HeadDim);
        }
    }

    private PolicyConfig Config => model.Config;

    private ScalarType Type => model.ComputeType;
}
