namespace Guide.CodeSandbox.Judging;

/// <summary>A trusted program that says whether an output is right, for problems with several right answers. It runs in a sandbox of its own.</summary>
public sealed record OutputCheck
{
    /// <summary>
    /// Python: defines <c>check(input, output, expected)</c>, texts that give true or false. A program in any other language, or in Python
    /// without that function, is started as testlib's checkers are: the names of the files with input, output and expected output; exit
    /// code 0 = right, 3 = the checker itself failed, others = wrong.
    /// </summary>
    public required string Code { get; init; }

    /// <summary>Its language.</summary>
    public string Language { get; init; } = "python";

    /// <summary>Further files beside it (testlib.h), name to text; null = none.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }
}
