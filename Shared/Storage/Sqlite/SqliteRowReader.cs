using System.Data.Common;

using Guide.Storage.Rows;

namespace Guide.Storage.Sqlite;

/// <summary>Values as SQLite holds them, see <see cref="SqliteValues"/>.</summary>
internal sealed class SqliteRowReader(DbDataReader reader) : RowReader(reader)
{
    protected override Guid IdAt(int column) => Guid.Parse(Reader.GetString(column));

    protected override DateTimeOffset InstantAt(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Reader.GetInt64(column));
}
