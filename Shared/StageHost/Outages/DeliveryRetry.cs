using MassTransit;

namespace Guide.StageHost.Outages;

/// <summary>
/// When a delivery is tried again in place. A failure of database or broker: as soon as both answer, without an end, since the group is not
/// at fault. Any other: twice at once, and once more on servers that have just answered; what fails then is poison.
/// </summary>
internal sealed class DeliveryRetry(Func<Outage> outage, TimeProvider time) : IRetryPolicy
{
    private static readonly TimeSpan[] OrdinaryDelays = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500)];
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    /// <summary>Failures of database or broker in a row, though both answer in between, after which the process ends: about ten minutes.</summary>
    internal const int FailuresOnHealthyServers = 36;

    public RetryPolicyContext<T> CreatePolicyContext<T>(T context)
        where T : class, PipeContext => new Delivery<T>(this, context);

    public bool IsHandled(Exception exception) => true;

    public void Probe(ProbeContext context) => context.CreateFilterScope("delivery");

    private async Task WaitAsync(Exception exception, int infrastructure, int ordinary, CancellationToken cancellationToken)
    {
        if (infrastructure >= FailuresOnHealthyServers)
        {
            await outage().GiveUpAsync(
                $"{infrastructure} times in a row a message failed although database and broker answer: {exception.GetBaseException().Message} Everything is still queued.",
                exception,
                cancellationToken);
        }

        if (infrastructure > 0 || ordinary == OrdinaryDelays.Length)
        {
            await outage().WaitAsync(exception, cancellationToken);
        }

        var delay = infrastructure > 0 ? TimeSpan.FromMilliseconds(100) * Math.Pow(2, Math.Min(infrastructure, 20)) : OrdinaryDelays[ordinary - 1];
        await Task.Delay(delay < LongestDelay ? delay : LongestDelay, time, cancellationToken);
    }

    private sealed class Delivery<T>(DeliveryRetry policy, T context) : RetryPolicyContext<T>
        where T : class, PipeContext
    {
        private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);

        public T Context { get; } = context;

        public bool CanRetry(Exception exception, out RetryContext<T> retryContext) => Again(null, exception, out retryContext);

        public Task RetryFaulted(Exception exception) => Task.CompletedTask;

        public void Cancel() => _cancel.Cancel();

        public void Dispose() => _cancel.Dispose();

        private bool Again(Attempt? before, Exception exception, out RetryContext<T> retryContext)
        {
            var isInfrastructure = InfrastructureErrors.Is(exception);
            var next = new Attempt(
                this,
                exception,
                (before?.RetryAttempt ?? 0) + 1,
                isInfrastructure ? (before?.Infrastructure ?? 0) + 1 : 0,
                isInfrastructure ? 0 : (before?.Ordinary ?? 0) + 1);
            retryContext = next;
            return next.Ordinary <= OrdinaryDelays.Length;
        }

        private sealed class Attempt(Delivery<T> delivery, Exception exception, int number, int infrastructure, int ordinary) : RetryContext<T>
        {
            public T Context => delivery.Context;

            public CancellationToken CancellationToken => delivery._cancel.Token;

            public Exception Exception => exception;

            public int RetryAttempt => number;

            public int RetryCount => number - 1;

            public TimeSpan? Delay => null;

            public Type ContextType => typeof(T);

            /// <summary>Failures of database or broker in a row.</summary>
            public int Infrastructure => infrastructure;

            /// <summary>Other failures in a row.</summary>
            public int Ordinary => ordinary;

            public Task PreRetry() => delivery.Policy.WaitAsync(exception, infrastructure, ordinary, CancellationToken);

            public Task RetryFaulted(Exception exception) => Task.CompletedTask;

            public bool CanRetry(Exception exception, out RetryContext<T> retryContext) => delivery.Again(this, exception, out retryContext);
        }

        private DeliveryRetry Policy => policy;
    }
}
