using System.Collections.Concurrent;
using System.Text.Json;

using Guide.Storage.Rows;

using Microsoft.Data.Sqlite;

namespace Guide.Storage.Sqlite;

/// <summary>Connections that only read, each with its prepared statements: a read opens none and parses nothing.</summary>
internal sealed class SqliteReads(string connectionString) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];

    /// <summary>The rows of a run with these keys.</summary>
    public IReadOnlyList<T> Rows<T>(StoredTable<T> table, string runId, IEnumerable<string> keys)
    {
        var reader = _idle.TryTake(out var idle) ? idle : new Reader(connectionString);
        try
        {
            var rows = reader.Rows(table, runId, keys);
            _idle.Add(reader);
            return rows;
        }
        catch
        {
            // Whatever it was in the middle of, the next read begins on a connection without a past.
            reader.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly Dictionary<string, SqliteCommand> _commands = [];

        public Reader(string connectionString)
        {
            _connection = new SqliteConnection(connectionString);
            _connection.Open();
            SqlitePragmas.Apply(_connection);
        }

        public List<T> Rows<T>(StoredTable<T> table, string runId, IEnumerable<string> keys)
        {
            if (!_commands.TryGetValue(table.Name, out var command))
            {
                command = _commands[table.Name] = _connection.CreateCommand();
                command.CommandText = $"SELECT {table.List()} FROM {table.Name} WHERE run_id = @run AND {table.Key} IN (SELECT value FROM json_each(@keys))";
                command.Parameters.Add(new SqliteParameter { ParameterName = "@run" });
                command.Parameters.Add(new SqliteParameter { ParameterName = "@keys" });
            }

            command.Parameters[0].Value = runId;
            command.Parameters[1].Value = JsonSerializer.Serialize(keys);
            using var reader = command.ExecuteReader();
            var rows = new SqliteRowReader(reader);
            var read = new List<T>();
            while (rows.Next())
            {
                read.Add(table.Read(rows));
            }

            return read;
        }

        public void Dispose()
        {
            foreach (var command in _commands.Values)
            {
                command.Dispose();
            }

            _connection.Dispose();
        }
    }
}
