namespace Guide.Storage;

/// <summary>A table that is written in bulk: what both providers must agree on.</summary>
/// <param name="name">Name in the database.</param>
/// <param name="columns">Names in the database, and each row's value as string, Guid, int, long, double, byte[], DateTimeOffset or null.</param>
internal sealed class BulkTable<T>(string name, params (string Column, Func<T, object?> Value)[] columns)
{
    public string Name { get; } = name;

    public IReadOnlyList<(string Column, Func<T, object?> Value)> Columns { get; } = columns;

    public string ColumnList => string.Join(", ", Columns.Select(column => column.Column));
}
