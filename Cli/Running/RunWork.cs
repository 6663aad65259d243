namespace Guide.Cli.Running;

/// <summary>The stages at work on a run, from its training to its last evaluation.</summary>
internal sealed class RunWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;

    private RunWork(CancellationTokenSource stop, Func<CancellationToken, Task> work) => (_stop, Ended) = (stop, work(stop.Token));

    /// <summary>Done when the run has ended, or the stages have failed.</summary>
    public Task Ended { get; }

    /// <summary>Starts.</summary>
    public static RunWork Start(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        new(CancellationTokenSource.CreateLinkedTokenSource(cancellationToken), work);

    /// <summary>Stops what is still at work; what is committed stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stop.Dispose();
    }
}
