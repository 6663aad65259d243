using Guide.StageHost.Outages;

using MassTransit;

using Npgsql;

using Polly.Timeout;

using RabbitMQ.Client.Exceptions;

namespace Guide.UnitTests.StageHost.Outages;

public sealed class InfrastructureErrorsTests
{
    public static TheoryData<Exception> OfServers =>
    [
        new PostgresException("m", "ERROR", "ERROR", "25006"),
        new BrokerUnreachableException(new IOException("refused")),
        new ConnectionException("m"),
        new TimeoutRejectedException("m"),
        new AggregateException(new InvalidOperationException("m", new BrokerUnreachableException(new IOException("refused")))),
    ];

    [Theory]
    [MemberData(nameof(OfServers))]
    public void Failures_of_database_and_broker_are_infrastructure(Exception exception) => Assert.True(InfrastructureErrors.Is(exception));

    [Fact]
    public void A_bug_is_not()
    {
        Assert.False(InfrastructureErrors.Is(null));
        Assert.False(InfrastructureErrors.Is(new InvalidOperationException("a bug")));
        Assert.False(InfrastructureErrors.Is(new OperationCanceledException()));
        Assert.False(InfrastructureErrors.Is(new PostgresException("m", "ERROR", "ERROR", "23505")));
    }
}
