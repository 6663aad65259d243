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
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Connects and declares the run's topology.</summary>
    /// <exception cref="GuideException">Unreachable within <see cref="BusOptions.ConnectTimeout"/>, or refused.</exception>
    public Task DeclareTopologyAsync(CancellationToken cancellationToken) =>
        ConnectAsync(
            async token =>
            {
                await using var connection = await OpenAsync(token);
                await DeclareAsync(connection, token);
            },
            cancellationToken);

    /// <summary>One attempt, without patience: the topology is declared and a message confirmed, so that publishers are not blocked either.</summary>
    public async Task TryOnceAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionBlockedAsync += (_, reason) =>
        {
            blocked.TrySetException(new IOException($"it blocks publishers ({reason.Reason})"));
            return Task.CompletedTask;
        };
        try
        {
            await DeclareAsync(connection, cancellationToken);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
            var queue = await channel.QueueDeclareAsync(cancellationToken: cancellationToken);
            var confirmed = channel.BasicPublishAsync("", queue.QueueName, mandatory: true, body: ReadOnlyMemory<byte>.Empty, cancellationToken).AsTask();
            await await Task.WhenAny(confirmed, blocked.Task).WaitAsync(cancellationToken);
        }
        finally
        {
            // Aborted: a broker that blocks publishers reads no farewell either.
            await connection.AbortAsync(FarewellTimeout);
            await connection.DisposeAsync();
        }
    }

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

    private Task<IConnection> OpenAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = run.Broker!, AutomaticRecoveryEnabled = false }.CreateConnectionAsync("guide-topology", cancellationToken);

    private async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await BrokerTopology.DeclareAsync(channel, run.RunId, options.Value, cancellationToken);
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
