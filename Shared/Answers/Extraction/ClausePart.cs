namespace Guide.Answers.Extraction;

/// <summary>What a part of a clause is.</summary>
internal enum ClausePart
{
    /// <summary>A word, in small letters.</summary>
    Word,

    /// <summary>A number or a formula.</summary>
    Value,

    /// <summary>A sign of punctuation, or "=".</summary>
    Sign,
}
