using System.Globalization;

using Guide.Storage.Batches;
using Guide.Storage.Entities;
using Guide.Storage.Rows;

using Microsoft.Data.Sqlite;

namespace Guide.Storage.Sqlite;

/// <summary>Prepared changes of a connection, executed once a group: within a transaction of an embedded database a statement more costs little.</summary>
internal sealed class SqliteChanges : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteConnection? _connection;

    /// <summary>Changes the groups in the transaction.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="change">The change.</param>
    /// <param name="now">The clock.</param>
    /// <returns>For each its row as it is now; null where it was not changed.</returns>
    public IReadOnlyList<GroupRow?> Apply(SqliteTransaction transaction, GroupsChange change, DateTimeOffset now)
    {
        if (_connection != transaction.Connection)
        {
            Dispose();
            _connection = transaction.Connection!;
        }

        var text = change.Statement($"(SELECT {string.Join(", ", change.Each.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"@each{i} AS {column.Name}")))}) AS u")
            + $" RETURNING {StoredTables.Groups.List()}";
        if (!_commands.TryGetValue(text, out var command))
        {
            command = _commands[text] = Prepare(text, change);
        }

        command.Transaction = transaction;
        for (var i = 0; i < change.Shared.Count; i++)
        {
            command.Parameters[i].Value = SqliteValues.Stored(change.Shared[i].Value);
        }

        command.Parameters[change.Shared.Count + change.Each.Count].Value = SqliteValues.Stored(now);
        var changed = new GroupRow?[change.Count];
        for (var row = 0; row < change.Count; row++)
        {
            for (var i = 0; i < change.Each.Count; i++)
            {
                command.Parameters[change.Shared.Count + i].Value = SqliteValues.Stored(change.Each[i].Values.GetValue(row));
            }

            using var reader = command.ExecuteReader();
            var stored = new SqliteRowReader(reader);
            if (stored.Next())
            {
                changed[row] = StoredTables.Groups.Read(stored);
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

        command.Parameters.Add(new SqliteParameter { ParameterName = GroupsChange.Now });
        return command;
    }
}
