namespace Guide.DataSets;

/// <summary>An item lacks what it needs.</summary>
/// <param name="field">The field's place.</param>
internal sealed class AbsentFieldException(string field) : FormatException($"the field '{field}' is missing or empty")
{
    /// <summary>The field's place.</summary>
    public string Field { get; } = field;
}
