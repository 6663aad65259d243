using Guide.StageHost.Bus;

namespace Guide.VerificationService.Fleet;

/// <summary>Puts parts into the workers' queue; a part is sent when the broker has confirmed it.</summary>
internal sealed class PartSender(FleetPlace place) : IAsyncDisposable
{
    private WorkQueue? _queue;

    /// <summary>Sends one. It may arrive twice: it is judged once.</summary>
    public Task SendAsync(CaseChunk part, CancellationToken cancellationToken) =>
        place.WaitingAsync(
            async token =>
            {
                try
                {
                    await (await OpenAsync(token)).SendAsync(part.ToHeaders(), part.Text, token);
                }
                catch (Exception exception) when (FleetPlace.IsAway(exception))
                {
                    // A queue that is gone is declared again with the next connection.
                    await DisposeAsync();
                    throw;
                }
            },
            cancellationToken);

    /// <summary>What the queue holds and who takes from it.</summary>
    public Task<QueueState> StateAsync(CancellationToken cancellationToken) =>
        place.WaitingAsync(async token => await (await OpenAsync(token)).StateAsync(token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_queue is not null)
        {
            await _queue.DisposeAsync();
            _queue = null;
        }
    }

    private async Task<WorkQueue> OpenAsync(CancellationToken cancellationToken)
    {
        if (_queue is not { IsOpen: true })
        {
            await DisposeAsync();
            _queue = await place.ConnectOnceAsync(cancellationToken);
        }

        return _queue;
    }
}
