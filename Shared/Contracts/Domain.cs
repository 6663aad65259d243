namespace Guide.Contracts;

/// <summary>Which verifier judges a prompt. Stored as its number: never renumber.</summary>
public enum Domain
{
    /// <summary>A mathematical answer, judged by equivalence.</summary>
    Math = 0,

    /// <summary>A quantity with unit and tolerance, or short text.</summary>
    Science = 1,

    /// <summary>Multiple choice.</summary>
    Mcq = 2,

    /// <summary>A program, judged by tests in the sandbox.</summary>
    Code = 3,

    /// <summary>The exact words behind the answer mark (the quickstart's lock codes).</summary>
    Exact = 4,

    /// <summary>Whatever the user's own judge judges, which is asked over HTTP.</summary>
    Http = 5,

    /// <summary>Whatever the user's own judge judges, which is a .NET assembly.</summary>
    Assembly = 6,
}
