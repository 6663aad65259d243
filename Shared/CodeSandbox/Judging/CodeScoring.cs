namespace Guide.CodeSandbox.Judging;

/// <summary>What a submission that fails some cases is worth.</summary>
public enum CodeScoring
{
    /// <summary>Nothing; the first failing case ends it.</summary>
    All,

    /// <summary>The fraction of cases that passed; all are run.</summary>
    Fraction,
}
