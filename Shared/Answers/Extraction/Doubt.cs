namespace Guide.Answers.Extraction;

/// <summary>How a completion stands to a value that it names.</summary>
internal enum Doubt
{
    /// <summary>It asserts it.</summary>
    None,

    /// <summary>"not 5", "all except B", "x = 5 is extraneous".</summary>
    Denied,

    /// <summary>"at least 5", "between 3 and 5", "either 3 or 5".</summary>
    Open,

    /// <summary>"if the gate counted, the answer would be 16", "many think that the answer is 16".</summary>
    Supposed,
}
