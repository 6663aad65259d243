using Guide.StageHost.Bus;

using RabbitMQ.Client;

namespace Guide.VerificationService.Fleet;

/// <summary>Puts parts into the workers' queue; a part is sent when the broker has confirmed it.</summary>
internal sealed class PartSender(FleetPlace place) : IAsyncDisposable
{
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Sends one. It may arrive twice: it is judged once.</summary>
    public Task SendAsync(CaseChunk part, CancellationToken cancellationToken) =>
        place.WaitingAsync(
            async token =>
            {
                var channel = await OpenAsync(token);
                await channel.BasicPublishAsync("", place.Queue, mandatory: true, part.ToProperties(), part.Text, token);
            },
            cancellationToken);

    /// <summary>What the queue holds and who takes from it.</summary>
    public Task<QueueState> StateAsync(CancellationToken cancellationToken) =>
        place.WaitingAsync(
            async token =>
            {
                await OpenAsync(token);
                return await RunQueues.StateAsync(_connection!, place.Queue, token);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open && _connection is { IsOpen: true })
        {
            return open;
        }

        await DisposeAsync();
        _connection = await place.ConnectOnceAsync(cancellationToken);
        return _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
    }
}
