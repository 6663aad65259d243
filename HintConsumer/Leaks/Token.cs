namespace Guide.HintConsumer.Leaks;

/// <summary>A piece of a hint.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="From">Its first character.</param>
/// <param name="To">Behind its last character.</param>
/// <param name="Strength">Of a sign: how strongly it binds, from −1 (a comma) to 4 (a percent sign); otherwise 0.</param>
/// <param name="Inner">Of a group: what stands in it; null otherwise.</param>
internal sealed record Token(TokenKind Kind, int From, int To, int Strength = 0, IReadOnlyList<Token>? Inner = null);
