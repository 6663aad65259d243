using System.Threading.Channels;


namespace Guide.Learner.Training;

/// <summary>The thread that owns the trainer: dispose scopes of tensors are thread-static, and a step must not occupy the pool.</summary>
internal sealed class TrainerThread : IAsyncDisposable
{
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(4);
    private readonly Task _thread;
    private IPolicyTrainer? _trainer;

    public TrainerThread() =>
        _thread = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Replaces the trainer; the old one is disposed first.</summary>
    public Task<int> LoadAsync(Func<IPolicyTrainer> load, CancellationToken cancellationToken) => InvokeAsync(
        () =>
        {
            _trainer?.Dispose();
            _trainer = null;
            _trainer = load();
            return _trainer.PolicyVersion;
        },
        cancellationToken);

    /// <summary>Does something with the trainer.</summary>
    public Task<T> WithTrainerAsync<T>(Func<IPolicyTrainer, T> work, CancellationToken cancellationToken) =>
        InvokeAsync(() => work(_trainer ?? throw new InvalidOperationException("No trainer is loaded.")), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _thread;
    }

    private async Task<T> InvokeAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _work.Writer.WriteAsync(
            () =>
            {
                try
                {
                    completion.SetResult(work());
                }
                catch (OperationCanceledException canceled)
                {
                    completion.SetCanceled(canceled.CancellationToken);
                }
                catch (Exception exception)
                {
                    completion.SetException(exception);
                }
            },
            cancellationToken);
        return await completion.Task;
    }

    private void Run()
    {
        try
        {
            // The thread is this class's own: blocking it is its way of waiting.
            while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_work.Reader.TryRead(out var work))
                {
                    work();
                }
            }
        }
        finally
        {
            _trainer?.Dispose();
        }
    }
}
