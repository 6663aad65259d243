namespace Guide.Answers.Syntax;

/// <summary>Reads a stretch of an answer: what a command does with its argument.</summary>
internal interface IScanner
{
    /// <summary>Writes the stretch's tokens; false when they are too many or too deep.</summary>
    bool Scan(int position, int end, bool prose, int depth);
}
