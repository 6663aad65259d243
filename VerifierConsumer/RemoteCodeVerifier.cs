using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.StageHost.Endpoints;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

using Polly;
using Polly.Retry;

namespace Guide.VerifierConsumer;

/// <summary>Judges programs on a pool of sandbox services: a case that fails on one is sent to the next.</summary>
public sealed class RemoteCodeVerifier : IVerifier, IAsyncDisposable
{
    /// <summary>Tries of one case before it ends as SandboxError, or the services are said to be away.</summary>
    public const int Attempts = 5;

    /// <summary>When all services are away the caller decides how long to go on; here one pause is waited.</summary>
    private static readonly EndpointPoolSettings PoolSettings = new("sandbox service", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

    private static readonly TimeSpan Transfer = TimeSpan.FromSeconds(30);

    private readonly EndpointPool<SandboxEndpoint> _pool;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Verdict> _pipeline;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _probing;

    /// <summary>A verifier over these services.</summary>
    /// <param name="services">Base addresses.</param>
    /// <param name="token">Bearer token; null = none.</param>
    /// <param name="http">Client without a timeout of its own.</param>
    /// <param name="patience">Longest wait for an answer; a case whose own limits are longer gets them, and half a minute.</param>
    /// <param name="time">Clock of pauses and retries.</param>
    /// <param name="logger">Told which services are set aside; null = nobody.</param>
    public RemoteCodeVerifier(IReadOnlyList<Uri> services, string? token, HttpClient http, TimeSpan patience, TimeProvider time, ILogger? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(services.Count);
        _pool = new([.. services.Select(address => new SandboxEndpoint(address, token, http))], PoolSettings, time, logger ?? NullLogger.Instance);
        (_patience, _time) = (patience, time);
        _probing = _pool.ProbeAsync(_stop.Token);
        _pipeline = new ResiliencePipelineBuilder<Verdict> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Verdict>
            {
                MaxRetryAttempts = Attempts - 1,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<Verdict>()
                    .Handle<HttpRequestException>()
                    .Handle<JsonException>()
                    .HandleResult(v => v.Outcome == VerdictOutcome.SandboxError),

                // A service that is left is asked at once; when none is, the pool waits.
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception is HttpRequestException && _pool.HasUsable ? TimeSpan.Zero : null),
            })
            .Build();
    }

    /// <inheritdoc/>
    public Domain Domain => Domain.Code;

    /// <inheritdoc/>
    public string Version => CodeVerifier.Release;

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        if (JudgeRequest.Of(verificationCase) is not { } request)
        {
            return Verdict.Error("the case has no tests");
        }

        var limits = CodeTests.BudgetOf(verificationCase.Tests?.GetRawText()) + Transfer;
        try
        {
            return await _pipeline.ExecuteAsync(token => SendAsync(request, limits > _patience ? limits : _patience, token), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new(VerdictOutcome.Timeout, null, "cancelled");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or GuideException)
        {
            throw new JudgeUnavailableException($"no sandbox service answers: {exception.Message}", exception);
        }
    }

    /// <summary>Ends the probes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async ValueTask<Verdict> SendAsync(JudgeRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        var endpoint = await _pool.ChooseAsync(cancellationToken);
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint.Address, JudgeExchange.JudgePath[1..])) { Content = JsonContent.Create(request, options: JudgeExchange.Json) };
            using var response = await endpoint.SendAsync(message, either.Token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                // Busy, not broken.
                var wanted = RetryAfterHeader.Wait(response.Headers.RetryAfter, _time) ?? TimeSpan.FromSeconds(1);
                _pool.Failed(endpoint, new EndpointFailure("it is busy", Lost: false, wanted));
                throw new HttpRequestException($"{endpoint.Address} is busy", null, response.StatusCode);
            }

            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity)
            {
                // The case is at fault, not the service.
                _pool.Succeeded(endpoint);
                return Verdict.Error($"{endpoint.Address} refuses the case ({(int)response.StatusCode}): {await response.Content.ReadAsStringAsync(either.Token)}");
            }

            response.EnsureSuccessStatusCode();
            var verdict = await response.Content.ReadFromJsonAsync<Verdict>(JudgeExchange.Json, either.Token) ?? throw new JsonException("the answer is null");
            _pool.Succeeded(endpoint);
            return verdict;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The candidate's own time has its limits inside the service: it is the service that is silent.
            var silent = new HttpRequestException($"{endpoint.Address} has not answered within {patience:c}");
            _pool.Failed(endpoint, new EndpointFailure(silent.Message, Lost: true));
            throw silent;
        }
        catch (Exception exception) when (exception is JsonException || (exception is HttpRequestException failure && failure.StatusCode != HttpStatusCode.TooManyRequests))
        {
            _pool.Failed(endpoint, new EndpointFailure(exception.Message, Lost: true));
            throw;
        }
        finally
        {
            _pool.Release(endpoint);
        }
    }
}
