namespace Guide.PolicyModel.Sampling;

/// <summary>
/// The part of a sampler that computes: rows of cached sequences, fed one token each a step. Rows in use are always 0 … n − 1; the scheduler
/// keeps them dense. Positions count from 0 in every row.
/// </summary>
internal interface ISequenceDecoder : IDisposable
{
    /// <summary>Logits of one row.</summary>
    int VocabularySize { get; }

    /// <summary>Longest sequence.</summary>
    int MaxPositions { get; }

    /// <summary>Makes room for that many rows of that many positions; rows in use keep their content.</summary>
    void Reserve(int rows, int positions);

    /// <summary>Runs each context once and puts its cache into its rows.</summary>
    /// <param name="prefixes">What to run.</param>
    /// <param name="logits">[prefixes, V] the logits after each context.</param>
    void Prefill(IReadOnlyList<Prefix> prefixes, Span<float> logits);

    /// <summary>Feeds one token to each of the first rows.</summary>
    /// <param name="tokens">[n] by row.</param>
    /// <param name="logits">[n, V] the logits after them.</param>
    void Step(ReadOnlySpan<int> tokens, Span<float> logits);

    /// <summary>Rows <paramref name="first"/> … first + rows − 1 begin with the first positions of row <paramref name="from"/> and nothing else.</summary>
    void Share(int from, int first, int rows, int length);

    /// <summary>Row <paramref name="from"/> takes the place of row <paramref name="to"/>.</summary>
    void Move(int from, int to);
}
