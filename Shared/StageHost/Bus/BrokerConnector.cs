using Guide.Contracts;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Polly;
using Polly.Retry;

using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Guide.StageHost.Bus;

/// <summary>Opens the first connection of a process, patient with a broker that is still starting.</summary>
internal sealed class BrokerConnector(RunSettings run, IOptions<BusOptions> options, TimeProvider time, ILogger<BrokerConnector> logger)
{
    /// <summary>Connects and declares the run's topology.</summary>
    /// <exception cref="GuideException">Unreachable within <see cref="BusOptions.ConnectTimeout"/>, or refused.</exception>
    public Task DeclareTopologyAsync(CancellationToken cancellationToken) =>
        ConnectAsync(
            async token =>
            {
                var factory = new ConnectionFactory { Uri = run.Broker!, AutomaticRecoveryEnabled = false };
                await using var connection = await factory.CreateConnectionAsync("guide-topology", token);
                await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
                await BrokerTopology.DeclareAsync(channel, run.RunId, options.Value, token);
            },
            cancellationToken);

    /// <summary>The patience around one attempt, apart so that it can be tested on a fake clock.</summary>
    internal async Task ConnectAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = outcome => ValueTask.FromResult(
                    outcome.Outcome.Exception is { } exception && IsTransient(exception) && time.GetElapsedTime(started) < options.Value.ConnectTimeout),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                OnRetry = retry =>
                {
                    Log.BrokerAway(logger, BrokerAddress.WithoutCredentials(run.Broker!), retry.AttemptNumber + 1, Reason(retry.Outcome.Exception!));
                    return default;
                },
            })
            .Build();
        try
        {
            await pipeline.ExecuteAsync(async token => await attempt(token), cancellationToken);
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or RabbitMQClientException or IOException or TimeoutException)
        {
            throw new GuideException(
                $"The broker {BrokerAddress.WithoutCredentials(run.Broker!)} cannot be used: {Reason(exception)}", exception);
        }
    }

    private static bool IsTransient(Exception exception) =>
        exception is BrokerUnreachableException { InnerException: not AuthenticationFailureException } or TimeoutException or IOException
        && Find<AuthenticationFailureException>(exception) is null;

    private static string Reason(Exception exception)
    {
        var cause = (Exception?)Find<AuthenticationFailureException>(exception) ?? exception.GetBaseException();
        return cause.Message.Split('\n', 2)[0].Trim();
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
