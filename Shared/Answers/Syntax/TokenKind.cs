namespace Guide.Answers.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>The end of the input.</summary>
    End,

    /// <summary>A literal number; its value is in <see cref="Token.Number"/>.</summary>
    Number,

    /// <summary>A variable or constant name.</summary>
    Symbol,

    /// <summary>A function or structure command (sin, sqrt, frac, sum …).</summary>
    Function,

    /// <summary>A word of prose or a unit.</summary>
    Word,

    /// <summary>An operator, bracket or separator, by its canonical name.</summary>
    Mark,
}
