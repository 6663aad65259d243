namespace Guide.CodeSandbox.Judging;

/// <summary>How a code problem is tested.</summary>
public enum CodeTestKind
{
    /// <summary>A program that reads standard input and writes standard output; a fresh process for each case.</summary>
    Stdio,

    /// <summary>A Python function or method that the test calls.</summary>
    Function,
}
