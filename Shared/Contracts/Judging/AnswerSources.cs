namespace Guide.Contracts.Judging;

/// <summary>The places in a completion that an answer may be read from, in the order in which they are looked at.</summary>
[Flags]
public enum AnswerSources
{
    /// <summary>Nowhere: no setting.</summary>
    None = 0,

    /// <summary>The last \boxed{}.</summary>
    Boxed = 1,

    /// <summary>The line behind the last "####".</summary>
    Marked = 2,

    /// <summary>The last declaration: "final answer is", "the answer is", "Answer:"; of a choice also "I choose", "option".</summary>
    Declared = 4,

    /// <summary>The last $…$, \(…\), \[…\] or $$…$$.</summary>
    Mathematics = 8,

    /// <summary>The last number.</summary>
    Number = 16,

    /// <summary>A short completion as it stands; of a choice the letter that opens it, the last in brackets, or the only one named.</summary>
    Whole = 32,

    /// <summary>The last <c>&lt;answer&gt;</c> tag; looked at behind the box.</summary>
    AnswerTag = 64,

    /// <summary>Where a completion gives its answer on purpose, as training recipes read it: free text is for evaluation.</summary>
    Explicit = Boxed | AnswerTag | Marked,

    /// <summary>Every place.</summary>
    All = Boxed | AnswerTag | Marked | Declared | Mathematics | Number | Whole,
}
