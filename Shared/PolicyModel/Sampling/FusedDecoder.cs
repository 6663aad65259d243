using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Sampling;

internal sealed class FusedDecoder(CausalLm model) : ISequenceDecoder
{
    internal static bool Suits(CausalLm model) => false;
    public int VocabularySize => model.Config.VocabularySize;
    public int MaxPositions => model.Config.MaxPositions;
    public void Reserve(int rows, int positions) => throw new NotSupportedException();
    public void Prefill(IReadOnlyList<Prefix> prefixes, Span<float> logits) => throw new NotSupportedException();
    public void Step(ReadOnlySpan<int> tokens, Span<float> logits) => throw new NotSupportedException();
    public void Move(int from, int to) => throw new NotSupportedException();
    public void Dispose() { }
}
