using Guide.Contracts;
using Guide.StageHost;
using Guide.StageHost.Bus;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using RabbitMQ.Client.Exceptions;

namespace Guide.UnitTests.StageHost;

public sealed class BrokerConnectorTests
{
    private readonly JumpingClock _time = new();

    [Fact]
    public async Task A_broker_that_comes_up_late_is_waited_for()
    {
        var attempts = 0;
        var connecting = Connector(TimeSpan.FromSeconds(30)).ConnectAsync(
            _ => ++attempts < 4 ? throw new BrokerUnreachableException(new IOException("refused")) : Task.CompletedTask,
            CancellationToken.None);

        await connecting;
        Assert.Equal(4, attempts);
    }

    [Fact]
    public async Task An_unreachable_broker_ends_in_one_line_without_its_password()
    {
        var attempts = 0;
        var started = _time.GetUtcNow();
        var connecting = Connector(TimeSpan.FromSeconds(10)).ConnectAsync(
            _ =>
            {
                attempts++;
                throw new BrokerUnreachableException(new IOException("Connection refused"));
            },
            CancellationToken.None);

        var error = await Assert.ThrowsAsync<GuideException>(() => connecting);

        Assert.Equal(ExitCodes.Failed, error.ExitCode);
        Assert.Equal("The broker amqp://host:5672/v cannot be used: Connection refused", error.Message);
        // 0.25 + 0.5 + 1 + 2 + 4 s lie before the limit of 10 s, the next 5 s go over it: 7 attempts.
        Assert.Equal(7, attempts);
        Assert.Equal(TimeSpan.FromSeconds(12.75), _time.GetUtcNow() - started);
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_again()
    {
        var attempts = 0;
        var connecting = Connector(TimeSpan.FromSeconds(30)).ConnectAsync(
            _ =>
            {
                attempts++;
                throw new BrokerUnreachableException(new AuthenticationFailureException("ACCESS_REFUSED"));
            },
            CancellationToken.None);

        var error = await Assert.ThrowsAsync<GuideException>(() => connecting);

        Assert.Equal(1, attempts);
        Assert.EndsWith("ACCESS_REFUSED", error.Message);
    }

    private BrokerConnector Connector(TimeSpan limit) => new(
        new RunSettings { RunId = "r", Broker = new Uri("amqp://me:secret@host/v"), Database = "", Checkpoints = "" },
        Options.Create(new BusOptions { ConnectTimeout = limit }),
        _time,
        NullLogger<BrokerConnector>.Instance);
}
