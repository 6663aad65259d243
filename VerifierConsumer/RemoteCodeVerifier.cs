using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Polly;
using Polly.Retry;

namespace Guide.VerifierConsumer;

/// <summary>
/// Judges programs on a list of sandbox services: the healthy one with the fewest requests under way, the next one when it fails. A
/// service that failed is asked for its health before it gets work again.
/// </summary>
public sealed class RemoteCodeVerifier : IVerifier
{
    /// <summary>Tries of one case before it ends as SandboxError, or the services are said to be away.</summary>
    public const int Attempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SandboxEndpoint[] _endpoints;
    private readonly HttpClient _http;
    private readonly string? _token;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Verdict> _pipeline;
    private readonly Lock _lock = new();

    /// <summary>A verifier over these services.</summary>
    /// <param name="services">Base addresses.</param>
    /// <param name="token">Bearer token; null = none.</param>
    /// <param name="http">Client whose timeout exceeds the longest case.</param>
    /// <param name="time">Clock of pauses and retries.</param>
    public RemoteCodeVerifier(IReadOnlyList<Uri> services, string? token, HttpClient http, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(services.Count);
        _endpoints = [.. services.Select(s => new SandboxEndpoint(s))];
        _token = token;
        _http = http;
        _time = time;
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
                DelayGenerator = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception?.Data["retry-after"] as TimeSpan?),
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

        try
        {
            return await _pipeline.ExecuteAsync(token => SendAsync(request, token), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new(VerdictOutcome.Timeout, null, "cancelled, or the sandbox service took too long");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new JudgeUnavailableException($"no sandbox service answers: {exception.Message}", exception);
        }
    }

    private async ValueTask<Verdict> SendAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        var endpoint = await ChooseAsync(cancellationToken);
        endpoint.Enter();
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint.Address, JudgeExchange.JudgePath[1..])) { Content = JsonContent.Create(request, options: JudgeExchange.Json) };
            message.Headers.Authorization = _token is null ? null : new AuthenticationHeaderValue("Bearer", _token);
            using var response = await _http.SendAsync(message, cancellationToken);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                // Busy, not broken.
                var busy = new HttpRequestException("the sandbox service is busy", null, response.StatusCode);
                busy.Data["retry-after"] = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
                throw busy;
            }

            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<Verdict>(JudgeExchange.Json, cancellationToken) ?? throw new JsonException("the answer is null");
        }
        catch (HttpRequestException exception) when (exception.StatusCode != HttpStatusCode.TooManyRequests)
        {
            endpoint.DownUntil = _time.GetTimestamp() + (long)(Pause.TotalSeconds * _time.TimestampFrequency);
            throw;
        }
        finally
        {
            endpoint.Leave();
        }
    }

    private async Task<SandboxEndpoint> ChooseAsync(CancellationToken cancellationToken)
    {
        SandboxEndpoint[] order;
        lock (_lock)
        {
            order = [.. _endpoints.OrderBy(e => e.DownUntil != 0).ThenBy(e => e.InFlight)];
        }

        foreach (var endpoint in order)
        {
            if (endpoint.DownUntil == 0)
            {
                return endpoint;
            }

            if (_time.GetTimestamp() >= endpoint.DownUntil && await IsHealthyAsync(endpoint, cancellationToken))
            {
                endpoint.DownUntil = 0;
                return endpoint;
            }
        }

        // All are down: the one whose pause ends first; the retry's delay comes on top.
        return order.MinBy(e => e.DownUntil)!;
    }

    private async Task<bool> IsHealthyAsync(SandboxEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(endpoint.Address, JudgeExchange.HealthPath[1..]), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
