namespace Guide.HintConsumer.Leaks;

/// <summary>What a piece of a hint is.</summary>
internal enum TokenKind
{
    /// <summary>A number, letter, name of a function or bracketed group.</summary>
    Value,

    /// <summary>A sign between two values, or behind one.</summary>
    Sign,

    /// <summary>A word of prose.</summary>
    Word,

    /// <summary>A full stop, a quotation mark, the edge of a formula: no value goes across it.</summary>
    Break,
}
