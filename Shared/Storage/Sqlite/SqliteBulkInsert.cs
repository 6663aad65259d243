using System.Globalization;

using Microsoft.Data.Sqlite;

namespace Guide.Storage.Sqlite;

/// <summary>One prepared INSERT of a connection, executed once a row.</summary>
internal sealed class SqliteBulkInsert<T>(BulkTable<T> table) : IDisposable
{
    private SqliteCommand? _command;

    /// <summary>Inserts the rows in the transaction.</summary>
    public void Insert(SqliteTransaction transaction, IReadOnlyList<T> rows)
    {
        if (_command?.Connection != transaction.Connection)
        {
            Dispose();
            _command = Prepare(transaction.Connection!);
        }

        _command!.Transaction = transaction;
        foreach (var row in rows)
        {
            for (var i = 0; i < table.Columns.Count; i++)
            {
                _command.Parameters[i].Value = SqliteValues.Stored(table.Columns[i].Value(row));
            }

            _command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _command?.Dispose();
        _command = null;
    }

    private SqliteCommand Prepare(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        var names = Enumerable.Range(0, table.Columns.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"@p{i}")).ToArray();
        command.CommandText = $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", names)})";
        foreach (var name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
