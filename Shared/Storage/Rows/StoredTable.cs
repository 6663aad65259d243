namespace Guide.Storage.Rows;

/// <summary>A table whose rows the hot path reads: what both providers must agree on.</summary>
/// <param name="name">Name in the database.</param>
/// <param name="key">The column beside <c>run_id</c> that rows are asked for by.</param>
/// <param name="read">Makes a row of the columns, taken in their order.</param>
/// <param name="columns">Names in the database; a test holds them against EF's model.</param>
internal sealed class StoredTable<T>(string name, string key, Func<RowReader, T> read, params string[] columns)
{
    public string Name { get; } = name;

    public string Key { get; } = key;

    public IReadOnlyList<string> Columns { get; } = columns;

    public Func<RowReader, T> Read { get; } = read;

    /// <summary>The columns as a statement lists them.</summary>
    /// <param name="alias">The table's name in the statement; null = none.</param>
    public string List(string? alias = null) => string.Join(", ", alias is null ? Columns : Columns.Select(column => $"{alias}.{column}"));
}
