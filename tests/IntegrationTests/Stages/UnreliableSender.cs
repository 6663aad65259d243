using Guide.Contracts.Messages;
using Guide.StageHost.Bus;

namespace Guide.IntegrationTests.Stages;

/// <summary>A bus that repeats every message and shuffles their order: each is sent at once and again after two later ones.</summary>
internal sealed class UnreliableSender(IStageSender inner) : IStageSender
{
    private readonly Queue<Func<Task>> _late = new();

    public int Repeated { get; private set; }

    public Task SendAsync(SampleGroup message, CancellationToken cancellationToken) => TwiceAsync(() => inner.SendAsync(message, CancellationToken.None));

    public Task SendAsync(GroupSampled message, CancellationToken cancellationToken) => TwiceAsync(() => inner.SendAsync(message, CancellationToken.None));

    public Task SendAsync(GroupVerified message, CancellationToken cancellationToken) => TwiceAsync(() => inner.SendAsync(message, CancellationToken.None));

    public Task SendAsync(GroupCompleted message, CancellationToken cancellationToken) => TwiceAsync(() => inner.SendAsync(message, CancellationToken.None));

    public Task SendAsync(GroupDiscarded message, CancellationToken cancellationToken) => TwiceAsync(() => inner.SendAsync(message, CancellationToken.None));

    public Task SendAsync(PolicyUpdated message, CancellationToken cancellationToken) => TwiceAsync(() => inner.SendAsync(message, CancellationToken.None));

    private async Task TwiceAsync(Func<Task> send)
    {
        Func<Task>? late = null;
        lock (_late)
        {
            _late.Enqueue(send);
            if (_late.Count > 2)
            {
                late = _late.Dequeue();
                Repeated++;
            }
        }

        await send();
        if (late is not null)
        {
            await late();
        }
    }
}
