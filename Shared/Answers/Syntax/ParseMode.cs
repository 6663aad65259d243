namespace Guide.Answers.Syntax;

/// <summary>How letters behind a number are read.</summary>
internal enum ParseMode
{
    /// <summary>Mathematics: a letter is a variable unless it stands in \text{} or is a unit of several letters.</summary>
    Math,

    /// <summary>Science: letters behind a number are a unit if they can be one.</summary>
    Science,
}
