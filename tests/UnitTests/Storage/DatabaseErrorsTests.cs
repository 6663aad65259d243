using System.Net.Sockets;

using Guide.Storage;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Guide.UnitTests.Storage;

public sealed class DatabaseErrorsTests
{
    [Theory]
    [InlineData("25006")]   // read-only after a failover
    [InlineData("25P03")]   // idle in a transaction for too long
    [InlineData("53100")]   // disk full
    [InlineData("53300")]   // too many connections
    [InlineData("55P03")]   // no lock in time
    [InlineData("57014")]   // no answer in time
    [InlineData("57P01")]   // shut down by its administrator
    [InlineData("57P02")]   // crashed
    [InlineData("57P03")]   // starting
    [InlineData("58030")]   // input and output
    [InlineData("08006")]   // connection failure
    public void What_a_server_cannot_do_now_passes(string state)
    {
        var error = new PostgresException("m", "ERROR", "ERROR", state);
        Assert.True(DatabaseErrors.IsTransient(error));
        Assert.True(DatabaseErrors.IsTransient(new DbUpdateException("m", error)));
        Assert.True(DatabaseErrors.IsTransient(new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", new DbUpdateException("m", error))));
        Assert.True(DatabaseErrors.IsTransient(new AggregateException(error)));
    }

    [Theory]
    [InlineData("23505")]   // unique violation
    [InlineData("22001")]   // value too long
    [InlineData("42703")]   // no such column
    [InlineData("28P01")]   // wrong password
    public void What_a_statement_asks_in_vain_does_not(string state) =>
        Assert.False(DatabaseErrors.IsTransient(new DbUpdateException("m", new PostgresException("m", "ERROR", "ERROR", state))));

    [Fact]
    public void A_connection_that_breaks_passes()
    {
        Assert.True(DatabaseErrors.IsTransient(new NpgsqlException("m", new SocketException(111))));
        Assert.True(DatabaseErrors.IsTransient(new NpgsqlException("m", new TimeoutException())));
        Assert.False(DatabaseErrors.IsTransient(new InvalidOperationException("a bug")));
    }

    [Theory]
    [InlineData(5, true)]    // busy
    [InlineData(8, true)]    // read-only
    [InlineData(10, true)]   // input and output
    [InlineData(13, true)]   // full
    [InlineData(11, false)]  // corrupt
    [InlineData(19, false)]  // constraint
    public void A_full_or_busy_file_passes_a_broken_one_does_not(int code, bool passes) => Assert.Equal(passes, DatabaseErrors.IsTransient(new SqliteException("m", code)));
}
