namespace Guide.CodeSandbox.Judging;

/// <summary>How a program's output is compared with the expected one.</summary>
public enum OutputComparison
{
    /// <summary>The same words in the same order; space and line ends do not matter.</summary>
    Tokens,

    /// <summary>As Tokens, but words that are both numbers may differ by the tolerance, relative to max(1, |expected|).</summary>
    Numeric,

    /// <summary>The same lines; only blanks at line ends and at the end of the text do not matter.</summary>
    Exact,
}
