using Guide.Contracts.Messages;
using Guide.StageHost.Outages;

using MassTransit;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Guide.StageHost.Bus;

/// <summary>The one way onto the bus.</summary>
internal sealed class StageSender(
    IBus bus, RunSettings run, BusReadiness readiness, Outage outage, IOptions<BusOptions> options, IOptions<OutageOptions> outages, TimeProvider time, ILogger<StageSender> logger)
    : IStageSender
{
    private static readonly TimeSpan AfterOutage = TimeSpan.FromMilliseconds(200);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(options.Value.SendTimeout)
        .AddRetry(new RetryStrategyOptions
        {
            // The outer timeout bounds it, and cancellation is never retried.
            ShouldHandle = new PredicateBuilder().Handle<Exception>(static exception => exception is not (OperationCanceledException or MessageReturnedException)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            OnRetry = attempt =>
            {
                Log.SendRetried(logger, attempt.AttemptNumber + 1, attempt.Outcome.Exception);
                return default;
            },
        })
        // A confirm can be lost with the connection that it was due on: the client then waits for it for ever, though a new connection stands.
        .AddTimeout(options.Value.ConfirmTimeout)
        .Build();

    public Task SendAsync(SampleGroup message, CancellationToken cancellationToken) =>
        SendAsync(message, BusNames.Queue(message.RunId, Stage.Rollout), mandatory: true, cancellationToken);

    public Task SendAsync(GroupSampled message, CancellationToken cancellationToken) =>
        SendAsync(message, BusNames.Queue(message.RunId, Stage.Verifier), mandatory: true, cancellationToken);

    public Task SendAsync(GroupVerified message, CancellationToken cancellationToken) =>
        SendAsync(message, BusNames.Queue(message.RunId, Stage.Hint), mandatory: true, cancellationToken);

    public Task SendAsync(GroupCompleted message, CancellationToken cancellationToken) =>
        SendAsync(message, BusNames.Queue(message.RunId, Stage.Learner), mandatory: true, cancellationToken);

    public Task SendAsync(GroupDiscarded message, CancellationToken cancellationToken) =>
        SendAsync(message, BusNames.Queue(message.RunId, Stage.Producer), mandatory: true, cancellationToken);

    public Task SendAsync(PolicyUpdated message, CancellationToken cancellationToken) =>
        SendAsync(message, BusNames.PolicyExchange(message.RunId), mandatory: false, cancellationToken);

    private async Task SendAsync<T>(T message, string exchange, bool mandatory, CancellationToken cancellationToken)
        where T : class
    {
        await readiness.WaitAsync(cancellationToken);
        var messageId = NewId.NextGuid();
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await _pipeline.ExecuteAsync(token => SendOnceAsync(message, exchange, messageId, mandatory, token), cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is TimeoutRejectedException || (exception is MessageReturnedException && IsOfThisRun(exchange)))
            {
                // Neither is anybody's fault here: the broker is away or blocked, or it has lost its queues, which the probe declares again.
                await outage.WaitAsync(exception, cancellationToken);
                if (time.GetElapsedTime(started) >= options.Value.SendTimeout + outages.Value.GiveUpAfter)
                {
                    await outage.GiveUpAsync(
                        $"The broker answers and took no message for {time.GetElapsedTime(started):c}. What is stored is kept: start this process again.", exception, cancellationToken);
                }

                await Task.Delay(AfterOutage, time, cancellationToken);
            }
        }
    }

    private bool IsOfThisRun(string exchange) => StageNames.All.Any(stage => exchange == BusNames.Queue(run.RunId, stage));

    private async ValueTask SendOnceAsync<T>(T message, string exchange, Guid messageId, bool mandatory, CancellationToken cancellationToken)
        where T : class
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{exchange}"));
        await endpoint.Send(
            message,
            context =>
            {
                context.MessageId = messageId;
                if (mandatory && context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
            },
            cancellationToken);
    }
}
