namespace Guide.CodeSandbox.Judging;

/// <summary>How a program's output is compared with the expected one.</summary>
public enum OutputComparison
{
    /// <summary>The same words in the same order; ASCII white space does not matter, nor whether a whole number is written 2 or 2.0.</summary>
    Tokens,

    /// <summary>As Tokens, but words that are both decimals may differ by the tolerance, relative to |expected|.</summary>
    Numeric,

    /// <summary>The same lines; only blanks at line ends and at the end of the text do not matter.</summary>
    Exact,
}
