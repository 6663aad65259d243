namespace Guide.PolicyModel.Templates;

/// <summary>The tokens of a template and the place that is read next.</summary>
internal sealed class TokenStream(IReadOnlyList<Token> tokens)
{
    private int _at;

    /// <summary>The next token.</summary>
    public Token Current => tokens[_at];

    /// <summary>The token behind it.</summary>
    public Token Ahead => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Takes the next token.</summary>
    public Token Take()
    {
        var token = tokens[_at];
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    /// <summary>Takes an operator if it is next.</summary>
    public bool TryTake(string op)
    {
        var there = Current.IsOperator(op);
        if (there)
        {
            Take();
        }

        return there;
    }

    /// <summary>Takes a word if it is next.</summary>
    public bool TryTakeName(string name)
    {
        var there = Current.IsName(name);
        if (there)
        {
            Take();
        }

        return there;
    }

    /// <summary>Takes an operator that must be next.</summary>
    public void Expect(string op)
    {
        if (!TryTake(op))
        {
            throw Unexpected($"'{op}'");
        }
    }

    /// <summary>Takes a token that must be of this kind.</summary>
    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    /// <summary>The failure that the next token is not what is needed.</summary>
    public TemplateException Unexpected(string wanted) =>
        TemplateException.At(Current.Line, $"{wanted} expected, found {(Current.Kind is TokenKind.Name or TokenKind.Operator or TokenKind.Integer or TokenKind.Float ? $"'{Current.Text}'" : Current.Kind.ToString())}");
}
