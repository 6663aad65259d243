using System.Data.Common;

using Guide.Storage.Rows;

namespace Guide.Storage.Postgres;

/// <summary>Values as PostgreSQL holds them.</summary>
internal sealed class PostgresRowReader(DbDataReader reader) : RowReader(reader)
{
    protected override Guid IdAt(int column) => Reader.GetGuid(column);

    protected override DateTimeOffset InstantAt(int column) => Reader.GetFieldValue<DateTimeOffset>(column);
}
