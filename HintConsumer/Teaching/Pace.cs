namespace Guide.HintConsumer.Teaching;

/// <summary>So many requests a minute, evenly spread; each takes the next free place. Thread-safe.</summary>
internal sealed class Pace(int perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Waits for a place.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (perMinute == 0)
        {
            return Task.CompletedTask;
        }

        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var place = _next > now ? _next : now;
            _next = place + (TimeSpan.FromMinutes(1) / perMinute);
            wait = place - now;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
