using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Guide.HintConsumer.Teaching;

/// <summary>
/// A teacher that is asked with patience: repeats by cause with jitter, obeys Retry-After, keeps to a pace, and leaves a server alone that
/// fails again and again. Each request is counted before it is sent.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly TeacherClient _client;
    private readonly Pace _pace;
    private readonly ResiliencePipeline<TeacherAnswer> _patience;
    private readonly ResiliencePipeline<TeacherAnswer> _limit;
    private readonly SemaphoreSlim _places;

    public Teacher(TeacherOptions options, TeacherClient client, TimeProvider time, Func<double>? random = null)
    {
        _client = client;
        _pace = new Pace(options.RequestsPerMinute, time);
        _places = new SemaphoreSlim(options.Concurrency);
        _patience = Patience(options, time, random);
        _limit = new ResiliencePipelineBuilder<TeacherAnswer> { TimeProvider = time }.AddTimeout(new TimeoutStrategyOptions { Timeout = options.TryTimeout }).Build();
    }

    /// <summary>Repeats and breaker of all hints of a process: the breaker remembers.</summary>
    private static ResiliencePipeline<TeacherAnswer> Patience(TeacherOptions options, TimeProvider time, Func<double>? random)
    {
        var retry = new RetryStrategyOptions<TeacherAnswer>
        {
            MaxRetryAttempts = Math.Max(1, options.Attempts - 1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.LongestRetryDelay,
            ShouldHandle = arguments => ValueTask.FromResult(options.Attempts > 1 && IsWorthAsking(arguments.Outcome.Exception)),
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception switch
            {
                TeacherException { RetryAfter: { } wait } => wait < options.LongestRetryDelay ? wait : options.LongestRetryDelay,
                // Nobody is asked before the breaker lets somebody through.
                BrokenCircuitException { RetryAfter: { } wait } => wait,
                _ => null,
            }),
        };
        if (random is not null)
        {
            retry.Randomizer = random;
        }

        return new ResiliencePipelineBuilder<TeacherAnswer> { TimeProvider = time }
            .AddRetry(retry)
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TeacherAnswer>
            {
                FailureRatio = 1,
                MinimumThroughput = options.FailuresBeforeBreak,
                SamplingDuration = TimeSpan.FromMinutes(10),
                BreakDuration = options.BreakDuration,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is TeacherException { Failure: TeacherFailure.Away } or TimeoutRejectedException),
            })
            .Build();
    }

    /// <summary>Asks until a hint comes, or it is clear that none will.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="beforeEachCall">Takes a request from the budget; false = it is spent.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <exception cref="TeacherException">No hint came; it says why.</exception>
    public async Task<TeacherAnswer> AskAsync(TeacherQuestion question, Func<CancellationToken, Task<bool>> beforeEachCall, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await _patience.ExecuteAsync(
                async token =>
                {
                    await _pace.WaitAsync(token);
                    return await beforeEachCall(token)
                        ? await _limit.ExecuteAsync(async limited => await _client.AskAsync(question, limited), token)
                        : throw new TeacherException(TeacherFailure.Budget, "the budget for hints is spent");
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutRejectedException or BrokenCircuitException)
        {
            throw new TeacherException(TeacherFailure.Away, $"the teacher does not answer: {exception.Message}", inner: exception);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _places.Dispose();
    }

    private static bool IsWorthAsking(Exception? exception) =>
        exception is TeacherException { Failure: TeacherFailure.Busy or TeacherFailure.Away or TeacherFailure.Garbage } or TimeoutRejectedException or BrokenCircuitException;
}
