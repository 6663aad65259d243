using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// A decoder-only transformer: embedding, blocks of rotary grouped-query attention and a gated MLP with RMSNorms, final RMSNorm, output layer. One class for sampling and training, so that they agree. Not thread-safe.
/// </summary>
public sealed class CausalLm : IDisposable
{
    private const int DefaultChunkTokens = 1024;
    private readonly List<KeyValuePair<string, Parameter>> _weights = [];
    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);
    private readonly Parameter _embedding; // [V, H]
    private readonly Parameter _finalNorm; // [H]
    private readonly Projection _head; // [V, H]
    private readonly RotaryTable _rotary;
    private readonly RotaryTable? _localRotary; // of windowed layers, where they have their own

    private CausalLm(PolicyConfig config, Device device, ScalarType type)
    {
        if (config.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(config));
        }

        TorchRuntime.InitializeDefault();
        Config = config;
        Device = device;
        ComputeType = device.type == DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32;
        _rotary = new RotaryTable(RotaryFrequencies.Of(config), config.MaxPositions, device);
        _localRotary = RotaryFrequencies.LocalOf(config) is { } local ? new RotaryTable(local, config.MaxPositions, device) : null;
        var h = config.HiddenSize;
        _embedding = New("model.embed_tokens.weight", type, config.VocabularySize, h);
        Blocks = [.. Enumerable.Range(0, config.Layers).Select(i => NewBlock(i, type))];
        _finalNorm = New("model.norm.weight", type, h);
        _head = config.TieEmbeddings
            ? new Projection("model.embed_tokens", _embedding, bias: null)
            : NewProjection("lm_head", type, config.VocabularySize, h, bias: false);
    }

    /// <summary>The shape.</summary>
    public PolicyConfig Config { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device { get; }

    /// <summary>The type blocks compute in; the weights (masters) keep theirs. Unless set: float32 on the CPU, bfloat16 on CUDA.</summary>
    public ScalarType ComputeType { get; set; }

    /// <summary>Every weight with its Hugging Face name, in checkpoint order. A tied output layer is not listed.</summary>
    public IReadOnlyList<KeyValuePair<string, Parameter>> Weights => _weights;

    /// <summary>Σ elements.</summary>
    public long ParameterCount => _weights.Sum(w => w.Value.numel());

    /// <summary>What an optimizer moves: the adapter's factors under PEFT's names where one is attached, else every weight.</summary>
    public IReadOnlyList<KeyValuePair<string, Parameter>> TrainableWeights =>
        LoraSettings is null ? _weights : [.. Projections().SelectMany(LoraAdapter.Named)];

    /// <summary>The attached adapter's settings; null without one.</summary>
    public LoraSettings? LoraSettings { get; internal set; }

    internal DecoderBlock[] Blocks { get; }

    internal RotaryFrequencies Rotary => _rotary.Frequencies;

    /// <summary>A model with uninitialised weights, to be loaded.</summary>
    internal static CausalLm Allocate(PolicyConfig config, Device? device = null, ScalarType type = ScalarType.Float32) => new(config, device ?? CPU, type);

    /// <summary>
    /// Random weights, the same for the same seed on every machine: matrices N(0, 1/in), the two that write into the residual stream at half
    /// that deviation, embedding N(0, 1/H), output layer N(0, 0.02²), norms 1, biases 0. An embedding of deviation 0.02 starts so small that what all
    /// words share soon outweighs what tells them apart, and a policy then learns a single word's meaning far more slowly (docs/lab-log.md).
    /// </summary>
    public static CausalLm CreateRandom(PolicyConfig config, int seed, Device? device = null)
    {
        var model = Allocate(config, device);
        foreach (var (index, (name, weight)) in model._weights.Index())
        {
            var values = new float[weight.numel()];
            var deviation = name switch
            {
                _ when weight.dim() == 1 => 0,
                "model.embed_tokens.weight" => 1 / Math.Sqrt(weight.shape[1]),
                "lm_head.weight" => 0.02,
                _ => (name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal) ? 0.5 : 1) / Math.Sqrt(weight.shape[1]),
            };
            if (deviation == 0)
            {
                values.AsSpan().Fill(name.EndsWith("bias", StringComparison.Ordinal) || config.NormsAreOffsets ? 0 : 1);
            }
            else
            {
                var random = new CounterRandom((ulong)(uint)seed, (ulong)index);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = (float)(deviation * random.Normal((uint)i));
                }
            }

            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            weight.copy_(tensor(values, weight.shape));
        }

        return model;
    }

    /// <summary>A copy of the model with weights of another type or device; shares nothing with this one.</summary>
    public CausalLm Copy(ScalarType? type = null, Device? device = null)
    {
        var copy = Allocate(Config, device ?? Device, type ?? _embedding.dtype);
        copy.ComputeType = ComputeType;
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over another model's weights.</summary>
    public void CopyFrom(CausalLm other)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, weight) in _weights)
        {
            weight.copy_(other._byName[name]);
        }
    }

    /// <summary>The weight of that Hugging Face name, or null.</summary>
    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Log-probabilities of completions, differentiable: what training needs and what sampling must agree with.</summary>
    /// <param name="rows">Padded here to the longest; sort by length upstream if that matters.</param>
    /// <param name="temperature">Logits are divided by it.</param>
    /// <exception cref="ArgumentException">A row is empty, too long, or has ids outside the vocabulary.</exception>
    public TokenLogProbs CompletionLogProbs(IReadOnlyList<TrainingRow> rows, double temperature = 1)
    {
        using var scope = NewDisposeScope();
        var (ids, positions, targets, lengths) = Pad(rows);
        var hidden = Hidden(ids); // [B, S, H]
        var states = hidden.view(-1, Config.HiddenSize).index_select(0, positions); // [N, H]
        var (logProbs, entropies) = is_grad_enabled() ? LogProbs(states, targets, temperature) : LogProbsInChunks(states, targets, temperature, DefaultChunkTokens);
        return new TokenLogProbs(logProbs.MoveToOuterDisposeScope(), entropies.MoveToOuterDisposeScope(), states.MoveToOuterDisposeScope(), lengths);
    }

    /// <summary>
    /// The same numbers and gradients as CompletionLogProbs followed by a backward pass, in less memory: activations of one block and logits of
    /// one chunk at a time, everything else computed twice (gradient checkpointing, arXiv 1604.06174).
    /// </summary>
    /// <param name="rows">As there.</param>
    /// <param name="temperature">As there.</param>
    /// <param name="loss">From the log-probabilities (and entropies, states) to a scalar; gradients add up in the trainable weights.</param>
    /// <param name="chunkTokens">Tokens whose logits exist at once.</param>
    /// <returns>The loss.</returns>
    public double CheckpointedBackward(IReadOnlyList<TrainingRow> rows, double temperature, Func<TokenLogProbs, Tensor> loss, int chunkTokens = DefaultChunkTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkTokens, 1);
        using var scope = NewDisposeScope();
        var (ids, positions, targets, lengths) = Pad(rows);
        var length = (int)ids.shape[1];
        var angles = AnglesTo(length);
        var inputs = new Tensor[Blocks.Length + 1]; // What each block was given, without a graph.
        using (no_grad())
        {
            inputs[0] = Embed(ids);
            foreach (var block in Blocks)
            {
                using var inner = NewDisposeScope();
                inputs[block.Index + 1] = block.Forward(inputs[block.Index], angles, CausalAttention.Instance).MoveToOuterDisposeScope();
            }
        }

        var last = Leaf(inputs[^1]);
        var states = DecoderBlock.RmsNorm(last, _finalNorm, Config).view(-1, Config.HiddenSize).index_select(0, positions);
        var stateLeaf = Leaf(states);
        var value = BackwardThroughLogits(stateLeaf, targets, temperature, lengths, loss, chunkTokens);
        states.backward([stateLeaf.grad!]);
        var gradient = last.grad!;
        for (var layer = Blocks.Length - 1; layer >= 0; layer--)
        {
            using var inner = NewDisposeScope();
            var input = Leaf(inputs[layer]);
            Blocks[layer].Forward(input, angles, CausalAttention.Instance).backward([gradient]);
            gradient.Dispose();
            gradient = input.grad!.MoveToOuterDisposeScope();
            inputs[layer + 1].Dispose();
        }

        if (_embedding.requires_grad)
        {
            Embed(ids).backward([gradient]);
        }

        return value;
    }

    /// <summary>Every linear map of the blocks.</summary>
    internal IEnumerable<Projection> Projections() => Blocks.SelectMany(b => b.Projections);

    /// <summary>Takes the adapter off without merging; the base weights train again.</summary>
    internal void DropLora()
    {
        foreach (var projection in Projections())
        {
            projection.Lora?.A.Dispose();
            projection.Lora?.B.Dispose();
            projection.Lora = null;
        }

        foreach (var (_, weight) in _weights)
        {
            weight.requires_grad_(true).DetachFromDisposeScope();
        }

        LoraSettings = null;
    }

    // The loss sees all tokens at once, as leaves; each chunk's logits are then made again to carry its part of the gradient back.
    private double BackwardThroughLogits(Tensor states, Tensor targets, double temperature, int[] lengths, Func<TokenLogProbs, Tensor> loss, int chunkTokens)
    {
        var total = states.shape[0];
        var (logProbs, entropies) = LogProbsInChunks(states, targets, temperature, chunkTokens);
        var leaf = Leaf(logProbs);
        var result = loss(new TokenLogProbs(leaf, entropies, states, lengths));
        result.backward();
        for (long from = 0; from < total; from += chunkTokens)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(chunkTokens, total - from);
            LogProbs(states.narrow(0, from, count), targets.narrow(0, from, count), temperature).LogProbs.backward([leaf.grad!.narrow(0, from, count)]);
        }

        return result.item<float>();
    }

    /// <summary>Without a graph, the logits of one chunk at a time: vocabulary × tokens would bind memory.</summary>
    private (Tensor LogProbs, Tensor Entropies) LogProbsInChunks(Tensor states, Tensor targets, double temperature, int chunkTokens)
    {
        using var noGrad = no_grad();
        var total = states.shape[0];
        var (logProbs, entropies) = (new List<Tensor>(), new List<Tensor>());
        for (long from = 0; from < total; from += chunkTokens)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(chunkTokens, total - from);
            var (l, e) = LogProbs(states.narrow(0, from, count), targets.narrow(0, from, count), temperature);
            logProbs.Add(l.MoveToOuterDisposeScope());
            entropies.Add(e.MoveToOuterDisposeScope());
        }

        return (cat(logProbs, 0), cat(entropies, 0));
    }

    private (Tensor LogProbs, Tensor Entropies) LogProbs(Tensor states, Tensor targets, double temperature)
    {
        var logits = Logits(states); // [N, V]
        if (temperature != 1)
        {
            logits = logits.Over(temperature);
        }

        var all = nn.functional.log_softmax(logits, -1);
        var logProbs = all.gather(1, targets.unsqueeze(1)).squeeze(1);
        using var noGrad = no_grad();
        return (logProbs, (all.exp() * all).sum(-1).neg());
    }

    private static Tensor Leaf(Tensor x) => x.detach().requires_grad_(true);

    /// <summary>The final hidden states under causal attention, positions from 0.</summary>
    /// <param name="ids">[B, S] int64, padded on the right with any valid id.</param>
    /// <returns>[B, S, H]</returns>
    public Tensor Hidden(Tensor ids)
    {
        return Hidden(ids, AnglesTo((int)ids.shape[1]), CausalAttention.Instance);
    }

    /// <summary>The output layer.</summary>
    /// <param name="states">[N, H]</param>
    /// <returns>[N, V] float32.</returns>
    public Tensor Logits(Tensor states)
    {
        var logits = Projection.As(_head.Apply(states), ScalarType.Float32);
        return Config.FinalSoftCap is { } cap ? CausalAttention.SoftCap(logits, cap) : logits;
    }

    internal Tensor Hidden(Tensor ids, RotaryAngles angles, IAttention attention)
    {
        var x = Embed(ids);
        foreach (var block in Blocks)
        {
            x = block.Forward(x, angles, attention);
        }

        return DecoderBlock.RmsNorm(x, _finalNorm, Config);
    }

    private Tensor Embed(Tensor ids)
    {
        var x = Projection.As(_embedding.index_select(0, ids.reshape(-1)).view(ids.shape[0], ids.shape[1], Config.HiddenSize), ComputeType);
        if (!Config.ScalesEmbedding)
        {
            return x;
        }

        // In the type that is computed in, as transformers has it: √H is rounded, too.
        var scale = (float)Math.Sqrt(Config.HiddenSize);
        return x.Times(ComputeType == ScalarType.BFloat16 ? BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(scale) + 0x8000) & 0xffff0000) : scale);
    }

    /// <summary>Of positions 0 … length − 1, [length, D/2] each.</summary>
    internal RotaryAngles AnglesTo(int length) => Angles(length, t => t.narrow(0, 0, length));

    /// <summary>Of one position a row, [rows, 1, 1, D/2] each.</summary>
    /// <param name="position">[rows]</param>
    /// <param name="longest">All are below it.</param>
    internal RotaryAngles AnglesAt(Tensor position, int longest) => Angles(longest, t => t.index_select(0, position).view(position.shape[0], 1, 1, t.shape[1]));

    private RotaryAngles Angles(int positions, Func<Tensor, Tensor> part)
    {
        Tensor Part(Tensor table) => Projection.As(part(table), ComputeType);
        var (cosines, sines) = _rotary.Of(positions);
        var angles = new RotaryAngles(Part(cosines), Part(sines), Part(cosines), Part(sines));
        return _localRotary?.Of(positions) is ({ } localCosines, { } localSines) ? angles with { LocalCosines = Part(localCosines), LocalSines = Part(localSines) } : angles;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (_, weight) in (IEnumerable<KeyValuePair<string, Parameter>>)[.. _weights, .. Projections().SelectMany(LoraAdapter.Named)])
        {
            weight.grad?.Dispose();
            weight.Dispose();
        }

        _rotary.Dispose();
        _localRotary?.Dispose();
    }

    private (Tensor Ids, Tensor Positions, Tensor Targets, int[] Lengths) Pad(IReadOnlyList<TrainingRow> rows)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException("no rows", nameof(rows));
        }

        // The last completion token is predicted, never fed.
        var width = rows.Max(r => r.TrainingContext.Length + r.CompletionIds.Length) - 1;
        if (width > Config.MaxPositions)
        {
            throw new ArgumentException($"a row of {width + 1} tokens does not fit the model's {Config.MaxPositions} positions", nameof(rows));
        }

        var ids = new long[rows.Count * width];
        var lengths = rows.Select(r => r.CompletionIds.Length).ToArray();
        var positions = new long[lengths.Sum()];
        var targets = new long[positions.Length];
        var n = 0;
        for (var r = 0; r < rows.Count; r++)
        {
            var (context, completion) = (rows[r].TrainingContext, rows[r].CompletionIds);
            if (context.Length == 0 || completion.Length == 0)
            {
                throw new ArgumentException("a row needs at least one context id and one completion id", nameof(rows));
            }

            var start = r * width;
            for (var i = 0; i < context.Length; i++)
            {
                ids[start + i] = Checked(context[i]);
            }

            for (var t = 0; t < completion.Length; t++, n++)
            {
                targets[n] = Checked(completion[t]);
                positions[n] = start + context.Length - 1 + t;
                if (t < completion.Length - 1)
                {
                    ids[start + context.Length + t] = completion[t];
                }
            }
        }

        return (tensor(ids, [rows.Count, width], device: Device), tensor(positions, device: Device), tensor(targets, device: Device), lengths);
    }

    private long Checked(int id) => (uint)id < (uint)Config.VocabularySize
        ? id
        : throw new ArgumentException($"id {id} is outside the vocabulary of {Config.VocabularySize}", nameof(id));

    // In checkpoint order: random weights are drawn in it.
    private DecoderBlock NewBlock(int index, ScalarType type)
    {
        var (c, prefix, h) = (Config, $"model.layers.{index}", Config.HiddenSize);
        var (queries, keys) = (c.Heads * c.HeadDim, c.KeyValueHeads * c.HeadDim);
        Parameter? Norm(bool isThere, string name, long width) => isThere ? New($"{prefix}.{name}.weight", type, width) : null;
        var isAround = c.Norms == NormPlacement.Around;
        var input = Norm(c.Norms != NormPlacement.After, "input_layernorm", h);
        var query = NewProjection($"{prefix}.self_attn.q_proj", type, queries, h, c.QkvBias);
        var key = NewProjection($"{prefix}.self_attn.k_proj", type, keys, h, c.QkvBias);
        var value = NewProjection($"{prefix}.self_attn.v_proj", type, keys, h, c.QkvBias);
        var output = NewProjection($"{prefix}.self_attn.o_proj", type, h, queries, c.OutputBias);
        var queryNorm = Norm(c.QkNorm, "self_attn.q_norm", c.QkNormIsWhole ? queries : c.HeadDim);
        var keyNorm = Norm(c.QkNorm, "self_attn.k_norm", c.QkNormIsWhole ? keys : c.HeadDim);

        // The name says what it follows; where blocks normalise before, it is the MLP's own.
        var postAttention = New($"{prefix}.post_attention_layernorm.weight", type, h);
        return new DecoderBlock
        {
            Index = index,
            Config = c,
            InputNorm = input,
            Query = query,
            Key = key,
            Value = value,
            Output = output,
            QueryNorm = queryNorm,
            KeyNorm = keyNorm,
            AttentionOutputNorm = c.Norms == NormPlacement.Before ? null : postAttention,
            MlpInputNorm = c.Norms == NormPlacement.Before ? postAttention : Norm(isAround, "pre_feedforward_layernorm", h),
            Gate = NewProjection($"{prefix}.mlp.gate_proj", type, c.IntermediateSize, h, c.MlpBias),
            Up = NewProjection($"{prefix}.mlp.up_proj", type, c.IntermediateSize, h, c.MlpBias),
            Down = NewProjection($"{prefix}.mlp.down_proj", type, h, c.IntermediateSize, c.MlpBias),
            MlpOutputNorm = Norm(c.Norms != NormPlacement.Before, "post_feedforward_layernorm", h),
        };
    }

    private Projection NewProjection(string name, ScalarType type, long rows, long columns, bool bias) =>
        new(name, New($"{name}.weight", type, rows, columns), bias ? New($"{name}.bias", type, rows) : null);

    private Parameter New(string name, ScalarType type, params long[] shape)
    {
        // The constructor takes the tensor over: it must not stay registered with a caller's dispose scope.
        var parameter = new Parameter(empty(shape, type, Device).DetachFromDisposeScope(), requires_grad: true);
        parameter.DetachFromDisposeScope();
        _weights.Add(new(name, parameter));
        _byName.Add(name, parameter);
        return parameter;
    }
}
