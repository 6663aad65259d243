using System.Globalization;

using Guide.Storage.Batches;

using Microsoft.Data.Sqlite;

namespace Guide.Storage.Sqlite;

/// <summary>Prepared changes of a connection, executed once a group: within a transaction of an embedded database a statement more costs little.</summary>
internal sealed class SqliteChanges : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteConnection? _connection;

    /// <summary>Changes the groups in the transaction.</summary>
    /// <returns>Which were changed.</returns>
    public IReadOnlyList<int> Apply(SqliteTransaction transaction, GroupsChange change)
    {
        if (_connection != transaction.Connection)
        {
            Dispose();
            _connection = transaction.Connection!;
        }

        var text = change.Statement($"(SELECT {string.Join(", ", change.Each.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"@each{i} AS {column.Name}")))}) AS u");
        if (!_commands.TryGetValue(text, out var command))
        {
            command = _commands[text] = Prepare(text, change);
        }

        command.Transaction = transaction;
        for (var i = 0; i < change.Shared.Count; i++)
        {
            command.Parameters[i].Value = SqliteValues.Stored(change.Shared[i].Value);
        }

        var changed = new List<int>(change.Count);
        for (var row = 0; row < change.Count; row++)
        {
            for (var i = 0; i < change.Each.Count; i++)
            {
                command.Parameters[change.Shared.Count + i].Value = SqliteValues.Stored(change.Each[i].Values.GetValue(row));
            }

            if (command.ExecuteNonQuery() == 1)
            {
                changed.Add(row);
            }
        }

        return changed;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
        _connection = null;
    }

    private SqliteCommand Prepare(string text, GroupsChange change)
    {
        var command = _connection!.CreateCommand();
        command.CommandText = text;
        foreach (var (name, _) in change.Shared)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{name}" });
        }

        for (var i = 0; i < change.Each.Count; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"@each{i}") });
        }

        return command;
    }
}
