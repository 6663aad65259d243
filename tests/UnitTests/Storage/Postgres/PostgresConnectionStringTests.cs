using Guide.Storage;
using Guide.Storage.Postgres;

namespace Guide.UnitTests.Storage.Postgres;

public sealed class PostgresConnectionStringTests
{
    [Fact]
    public void What_a_connection_string_does_not_say_is_bounded()
    {
        var made = PostgresConnectionString.With("Host=h;Database=d", new DatabaseOptions());
        Assert.Equal((2, 64, 35, true, 10, 10), (made.MaxPoolSize, made.MaxAutoPrepare, made.CommandTimeout, made.TcpKeepAlive, made.TcpKeepAliveTime, made.TcpKeepAliveInterval));
        Assert.True(made.NoResetOnClose);
        Assert.Equal(
            "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=20000 -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000 -c enable_seqscan=off",
            made.Options);
    }

    [Fact]
    public void What_a_connection_string_says_itself_stands()
    {
        var made = PostgresConnectionString.With("Host=h;Database=d;Maximum Pool Size=17;Max Auto Prepare=0;Command Timeout=3;Tcp Keepalive Time=99;Options=-c lock_timeout=5", new DatabaseOptions());
        Assert.Equal((17, 0, 3, 99), (made.MaxPoolSize, made.MaxAutoPrepare, made.CommandTimeout, made.TcpKeepAliveTime));
        Assert.EndsWith(" -c lock_timeout=5", made.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_is_without_a_limit()
    {
        var made = PostgresConnectionString.With(
            "Host=h;Database=d", new DatabaseOptions { StatementTimeout = TimeSpan.Zero, KeepAlive = TimeSpan.Zero });
        Assert.Equal((0, false), (made.CommandTimeout, made.TcpKeepAlive));
        Assert.Contains("statement_timeout=0 ", made.Options, StringComparison.Ordinal);
    }
}
