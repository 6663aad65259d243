namespace Guide.Storage.Batches;

/// <summary>
/// Does together what waits together: requests that come while one batch is under way are the next batch. A request that comes alone is done
/// alone and at once. A batch that fails is halved until the request that it failed for is alone, so nobody fails for a neighbour.
/// </summary>
/// <param name="run">Does a batch, all of it or nothing, and gives a result for each request in their order.</param>
/// <param name="weight">What a request adds to a batch; null = nothing.</param>
internal sealed class Batcher<TRequest, TResult>(
    Func<IReadOnlyList<TRequest>, CancellationToken, Task<IReadOnlyList<TResult>>> run, Func<TRequest, long>? weight = null)
{
    /// <summary>Requests of a batch at most.</summary>
    public const int MostRequests = 64;

    /// <summary>Where a batch ends before that: the sum of its weights.</summary>
    public const long MostWeight = 4 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isRunning;

    /// <summary>The request's result, when its batch is done.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Takes a request back that waits. One that is under way is stopped when all of its batch are.</param>
    public Task<TResult> RunAsync(TRequest request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(request, cancellationToken);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_isRunning)
            {
                return waiting.Task;
            }

            _isRunning = true;
        }

        // No request's context (activity, culture) is that of the others.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(RunAllAsync, CancellationToken.None);
        }

        return waiting.Task;
    }

    private async Task RunAllAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            await RunAsync(batch);
        }
    }

    private List<Waiting> Next()
    {
        var batch = new List<Waiting>();
        lock (_lock)
        {
            var sum = 0L;
            while (batch.Count < MostRequests && _waiting.TryPeek(out var next))
            {
                sum += weight?.Invoke(next.Request) ?? 0;
                if (batch.Count > 0 && sum > MostWeight)
                {
                    break;
                }

                if (_waiting.Dequeue().Begin())
                {
                    batch.Add(next);
                }
            }

            _isRunning = batch.Count > 0;
        }

        return batch;
    }

    private async Task RunAsync(List<Waiting> batch)
    {
        using var stop = new CancellationTokenSource();
        var left = batch.Count;
        var registrations = batch.ConvertAll(waiting => waiting.Token.Register(() =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                stop.Cancel();
            }
        }));
        try
        {
            var results = await run(batch.ConvertAll(waiting => waiting.Request), stop.Token);
            if (results.Count != batch.Count)
            {
                throw new InvalidOperationException($"A batch of {batch.Count} gave {results.Count} results.");
            }

            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Done(results[i]);
            }
        }
        catch (Exception exception) when (batch.Count > 1 && exception is not OperationCanceledException && !DatabaseErrors.IsTransient(exception))
        {
            await RunAsync(batch[..(batch.Count / 2)]);
            await RunAsync(batch[(batch.Count / 2)..]);
        }
        catch (Exception exception)
        {
            foreach (var waiting in batch)
            {
                waiting.Failed(exception);
            }
        }
        finally
        {
            foreach (var registration in registrations)
            {
                await registration.DisposeAsync();
            }
        }
    }

    private sealed class Waiting
    {
        private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenRegistration _registration;

        public Waiting(TRequest request, CancellationToken token)
        {
            (Request, Token) = (request, token);
            _registration = token.Register(() => _result.TrySetCanceled(token));
        }

        public TRequest Request { get; }

        public CancellationToken Token { get; }

        public Task<TResult> Task => _result.Task;

        /// <summary>From now on only its batch ends it; false: it was taken back.</summary>
        public bool Begin()
        {
            _registration.Dispose();
            return !_result.Task.IsCompleted;
        }

        public void Done(TResult result) => _result.TrySetResult(result);

        public void Failed(Exception exception)
        {
            if (exception is OperationCanceledException && Token.IsCancellationRequested)
            {
                _result.TrySetCanceled(Token);
                return;
            }

            _result.TrySetException(exception);
        }
    }
}
