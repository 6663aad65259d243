using System.Data.Common;

namespace Guide.Storage.Rows;

/// <summary>Reads the columns of a row one after the other, in the order in which they were asked for: for the queries of the hot path, which EF's own reading makes dear.</summary>
internal abstract class RowReader(DbDataReader reader)
{
    private int _column;

    protected DbDataReader Reader => reader;

    /// <summary>The next row; false: there is none.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        _column = 0;
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>The same where reading blocks anyway.</summary>
    public bool Next()
    {
        _column = 0;
        return reader.Read();
    }

    public string Text() => reader.GetString(_column++);

    public string? TextOrNull() => IsNull() ? null : reader.GetString(_column++);

    public int Number() => reader.GetInt32(_column++);

    public int? NumberOrNull() => IsNull() ? null : reader.GetInt32(_column++);

    public long Long() => reader.GetInt64(_column++);

    public double Real() => reader.GetDouble(_column++);

    public double? RealOrNull() => IsNull() ? null : reader.GetDouble(_column++);

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(_column++);

    public byte[]? BytesOrNull() => IsNull() ? null : reader.GetFieldValue<byte[]>(_column++);

    public Guid Id() => IdAt(_column++);

    public Guid? IdOrNull() => IsNull() ? null : IdAt(_column++);

    public DateTimeOffset Instant() => InstantAt(_column++);

    public DateTimeOffset? InstantOrNull() => IsNull() ? null : InstantAt(_column++);

    protected abstract Guid IdAt(int column);

    protected abstract DateTimeOffset InstantAt(int column);

    private bool IsNull()
    {
        if (!reader.IsDBNull(_column))
        {
            return false;
        }

        _column++;
        return true;
    }
}
