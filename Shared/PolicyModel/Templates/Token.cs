namespace Guide.PolicyModel.Templates;

/// <summary>One token of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; a string's value.</param>
/// <param name="Line">Line of the template, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    /// <summary>Whether it is this operator or bracket.</summary>
    public bool IsOperator(string text) => Kind == TokenKind.Operator && Text == text;

    /// <summary>Whether it is this word.</summary>
    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;
}
