using Guide.PolicyModel.Sampling.Fused;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Sampling;

/// <summary>
/// Samples in this process with continuous batching: each context is run once for all completions of its group, every step feeds one token
/// to every unfinished completion, finished ones leave at once and waiting ones take their rows. What is drawn is a function of
/// (seed, draw key, slot, position) and the weights; the batch changes nothing beyond float rounding (and not even that on the fused path).
/// </summary>
public sealed class LocalSampler : ISampler
{
    private readonly ISequenceDecoder _decoder;
    private readonly ITokenizer? _tokenizer;
    private readonly LocalSamplerOptions _options;
    private readonly TokenDistribution _distribution;
    private int _reservedRows;

    internal LocalSampler(ISequenceDecoder decoder, ITokenizer? tokenizer, LocalSamplerOptions options)
    {
        _decoder = decoder;
        _tokenizer = tokenizer;
        _options = options;
        _distribution = new TokenDistribution(decoder.VocabularySize);
    }

    /// <summary>Which computation runs: "fused" or "torch".</summary>
    public string Path => _decoder is FusedDecoder ? "fused" : "torch";

    /// <summary>A sampler over the model's present weights: the fused computation for small models on the CPU, else TorchSharp.</summary>
    /// <param name="model">Not owned. The fused path copies the weights; the TorchSharp path reads them while it samples.</param>
    /// <param name="tokenizer">Needed only where stop strings are used.</param>
    /// <param name="options">Null = defaults.</param>
    public static LocalSampler Create(CausalLm model, ITokenizer? tokenizer = null, LocalSamplerOptions? options = null)
    {
        options ??= new LocalSamplerOptions();
        var fused = options.Path switch
        {
            SamplerPath.Fused => true,
            SamplerPath.Torch => false,
            _ => FusedDecoder.Suits(model),
        };
        return new LocalSampler(fused ? new FusedDecoder(model) : new TorchDecoder(model), tokenizer, options);
    }

    /// <inheritdoc />
    public IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(IReadOnlyList<GroupRequest> requests, CancellationToken cancellationToken)
    {
        var results = new IReadOnlyList<SampledCompletion>[requests.Count];
        var copies = requests.Select(r => r with { }).ToArray(); // The same request may stand there twice.
        var indices = copies.Index().ToDictionary(p => p.Item, p => p.Index, (IEqualityComparer<GroupRequest>)ReferenceEqualityComparer.Instance);
        var next = 0;
        Run(
            _ => next < copies.Length ? [copies[next++]] : [],
            (request, completions) => results[indices[request]] = completions,
            cancellationToken);
        return results;
    }

    /// <summary>Samples whatever comes until nothing is left.</summary>
    /// <param name="pull">Called between steps with the number of free rows; gives new groups, or none for now. Sampling ends when it gives none and nothing is under way.</param>
    /// <param name="completed">Called once for each group, by slot, as soon as its last completion is done.</param>
    /// <param name="cancellationToken">Looked at between steps; groups under way are dropped.</param>
    public void Run(
        Func<int, IReadOnlyList<GroupRequest>> pull,
        Action<GroupRequest, IReadOnlyList<SampledCompletion>> completed,
        CancellationToken cancellationToken)
    {
        var waiting = new Queue<PendingGroup>();
        var active = new List<SampledSequence>();
        var logits = Array.Empty<float>();
        var tokens = Array.Empty<int>();
        var vocabulary = _decoder.VocabularySize;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(waiting, pull, completed, _options.MaxRows - active.Count);
            if (waiting.Count == 0 && active.Count == 0)
            {
                return;
            }

            // Those that enter draw from their prefill at once; from then on all rows step together.
            Enter(waiting, active, ref logits);
            if (active.Count == 0)
            {
                continue;
            }

            if (tokens.Length < active.Count)
            {
                tokens = new int[_options.MaxRows];
            }

            for (var row = 0; row < active.Count; row++)
            {
                tokens[row] = active[row].LastId;
            }

            Grow(ref logits, active.Count * vocabulary);
            _decoder.Step(tokens.AsSpan(0, active.Count), logits.AsSpan(0, active.Count * vocabulary));

            // From the last row down: the row that moves into a hole has drawn already.
            for (var row = active.Count - 1; row >= 0; row--)
            {
                if (active[row].Take(logits.AsSpan(row * vocabulary, vocabulary), _distribution))
                {
                    Leave(active, row);
                }
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _decoder.Dispose();

    private void Fill(Queue<PendingGroup> waiting, Func<int, IReadOnlyList<GroupRequest>> pull, Action<GroupRequest, IReadOnlyList<SampledCompletion>> completed, int free)
    {
        free -= waiting.Sum(g => g.Request.Count - g.NextSlot);
        while (free > 0)
        {
            var requests = pull(free);
            if (requests.Count == 0)
            {
                return;
            }

            foreach (var request in requests)
            {
                Check(request);
                if (request.Count == 0)
                {
                    completed(request, []);
                    continue;
                }

                waiting.Enqueue(new PendingGroup(request, _tokenizer, completed));
                free -= request.Count;
            }
        }
    }

    private void Enter(Queue<PendingGroup> waiting, List<SampledSequence> active, ref float[] logits)
    {
        var entering = new List<(PendingGroup Group, int FirstRow, int Rows, int Sibling)>();
        var positions = 0;
        while (active.Count < _options.MaxRows && waiting.TryPeek(out var group))
        {
            // Those of a group that come later take its context's cache over from a row that still has it.
            var sibling = group.ContextLogits is null ? -1 : active.FindIndex(s => s.Group == group);
            var first = active.Count;
            var count = Math.Min(_options.MaxRows - first, group.Request.Count - group.NextSlot);
            entering.Add((group, first, count, sibling));
            positions = Math.Max(positions, group.Request.SamplingContext.Length + group.Request.Settings.MaxTokens);
            for (var i = 0; i < count; i++)
            {
                active.Add(new SampledSequence(group, group.NextSlot++));
            }

            if (group.NextSlot == group.Request.Count)
            {
                waiting.Dequeue();
            }
        }

        if (entering.Count == 0)
        {
            return;
        }

        var vocabulary = _decoder.VocabularySize;
        if (active.Count > _reservedRows)
        {
            // Groups enter one by one: without doubling, every one of them would copy the cache of all before it.
            _reservedRows = Math.Min(_options.MaxRows, Math.Max(active.Count, 2 * _reservedRows));
        }

        _decoder.Reserve(_reservedRows, Math.Min(positions, _decoder.MaxPositions));
        var prefixes = entering.Where(e => e.Sibling < 0).Select(e => new Prefix(e.Group.Request.SamplingContext, e.FirstRow, e.Rows)).ToArray();
        Grow(ref logits, prefixes.Length * vocabulary);
        if (prefixes.Length > 0)
        {
            _decoder.Prefill(prefixes, logits.AsSpan(0, prefixes.Length * vocabulary));
        }

        foreach (var (group, first, rows, sibling) in entering.Where(e => e.Sibling >= 0))
        {
            _decoder.Share(sibling, first, rows, group.Request.SamplingContext.Length);
        }

        DrawFirst(entering, active, logits, prefixes.Length);
    }

    // From the last row down: the row that moves into a hole has drawn already.
    private void DrawFirst(List<(PendingGroup Group, int FirstRow, int Rows, int Sibling)> entering, List<SampledSequence> active, float[] logits, int prefix)
    {
        var vocabulary = _decoder.VocabularySize;
        for (var i = entering.Count - 1; i >= 0; i--)
        {
            var (group, first, rows, sibling) = entering[i];
            ReadOnlySpan<float> context = sibling < 0 ? logits.AsSpan(--prefix * vocabulary, vocabulary) : group.ContextLogits;
            for (var row = first + rows - 1; row >= first; row--)
            {
                if (active[row].Take(context, _distribution))
                {
                    Leave(active, row);
                }
            }

            var isWhole = group.NextSlot == group.Request.Count;
            group.ContextLogits = isWhole ? null : group.ContextLogits ?? context.ToArray();
        }
    }

    private void Leave(List<SampledSequence> active, int row)
    {
        var last = active.Count - 1;
        if (row != last)
        {
            _decoder.Move(last, row);
            active[row] = active[last];
        }

        active.RemoveAt(last);
    }

    private void Check(GroupRequest request)
    {
        var settings = request.Settings;
        if (request.SamplingContext.Length == 0 || settings.MaxTokens < 1)
        {
            throw new ArgumentException($"group {request.GroupId}: an empty context or token budget", nameof(request));
        }

        if (request.SamplingContext.Length + settings.MaxTokens > _decoder.MaxPositions)
        {
            throw new ArgumentException($"group {request.GroupId}: {request.SamplingContext.Length} context and {settings.MaxTokens} completion tokens exceed the model's {_decoder.MaxPositions} positions", nameof(request));
        }

        if (request.SamplingContext.FirstOrDefault(id => (uint)id >= (uint)_decoder.VocabularySize, -1) is var wrong and not -1)
        {
            throw new ArgumentException($"group {request.GroupId}: id {wrong} is outside the vocabulary of {_decoder.VocabularySize}", nameof(request));
        }

        if (!(settings.Temperature >= 0 && settings.TopP is > 0 and <= 1 && settings.TopK >= 0 && settings.MinP is >= 0 and <= 1))
        {
            throw new ArgumentException($"group {request.GroupId}: sampling settings out of range ({settings})", nameof(request));
        }

        if (settings.StopStrings.Count > 0 && _tokenizer is null)
        {
            throw new ArgumentException($"group {request.GroupId}: stop strings need a tokenizer", nameof(request));
        }
    }

    private static void Grow(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[Math.Max(length, 2 * buffer.Length)];
        }
    }
}
