namespace Guide.Answers.Syntax;

/// <summary>One token of an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its canonical name.</param>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Spaced">True when blanks stand before it.</param>
/// <param name="Number">The value of a number.</param>
/// <param name="FromText">True for words out of \text{} and its kin: never variables.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End, bool Spaced, Node? Number = null, bool FromText = false)
{
    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;
}
