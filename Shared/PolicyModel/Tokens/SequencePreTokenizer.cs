namespace Guide.PolicyModel.Tokens;

/// <summary>One after the other.</summary>
internal sealed class SequencePreTokenizer(IReadOnlyList<IPreTokenizer> parts) : IPreTokenizer
{
    public IEnumerable<string> Split(IEnumerable<string> pieces, bool atStart) =>
        parts.Aggregate(pieces, (current, part) => part.Split(current, atStart));
}
