using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.StageHost.Runs;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// Samples through inference servers. Each group enters one endpoint under one version and ends there under it, whole, or is tried again
/// elsewhere from its beginning; nothing of an unfinished try is kept. A newer version is checked against its hash, given to the endpoints
/// and only then used; one that is broken or refused leaves the old one in use.
/// </summary>
internal sealed class ServerEngine : ISamplingEngine, IDisposable
{
    private readonly ActiveRun _run;
    private readonly PolicyVersions _policyVersions;
    private readonly ServedVersions _versions;
    private readonly RolloutOptions _rollout;
    private readonly InferenceOptions _options;
    private readonly RolloutTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<ServerEngine> _logger;
    private readonly TaskCompletionSource<PolicyVocabulary> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Set once, before the vocabulary is given out.
    private IInferenceProtocol _protocol = null!;
    private VersionedPool? _pool;

    public ServerEngine(
        ActiveRun run,
        PolicyVersions versions,
        IOptions<RolloutOptions> rollout,
        IOptions<InferenceOptions> options,
        RolloutTelemetry telemetry,
        TimeProvider time,
        ILogger<ServerEngine> logger)
    {
        (_run, _policyVersions, _rollout, _options, _telemetry, _time, _logger) = (run, versions, rollout.Value, options.Value, telemetry, time, logger);
        _versions = new ServedVersions(run, versions, _options);
    }

    public Task<PolicyVocabulary> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public async Task<SampledGroup> SampleAsync(GroupRequest request, int minimumVersion, bool exactVersion, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        try
        {
            return await SampleWithRetryAsync(request, minimumVersion, exactVersion, cancellationToken);
        }
        catch (GuideException exception)
        {
            // It is the process's end, not the group's: the message goes back to the queue.
            _failed.TrySetException(exception);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            throw;
        }
        catch (Exception) when (_failed.Task.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            // Nor is anything else once the process has failed.
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            throw;
        }
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        var first = await _versions.FirstAsync(stoppingToken);
        var vocabulary = VocabularyOf(first);
        _protocol = ServerConnections.Protocol(_options, _run.Recipe, vocabulary.Size, _time);
        _pool = new VersionedPool(ServerConnections.Open(_options), _protocol, _options, _time, _logger);
        _ready.TrySetResult(vocabulary);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] work = [_failed.Task, _pool.ProbeAsync(stop.Token), FollowAsync(stop.Token)];
        try
        {
            await await Task.WhenAny(work);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; waiting messages go back to the queue.
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    public void Dispose()
    {
        _pool?.Dispose();
        _versions.Dispose();
    }

    private PolicyVocabulary VocabularyOf(ServedVersion version)
    {
        try
        {
            return PolicyVocabulary.Of(version.LocalFolder, _run.Recipe.Sampling);
        }
        catch (CheckpointException exception)
        {
            throw new GuideException($"The policy cannot be loaded: {exception.Message}", exception);
        }
    }

    private async Task<SampledGroup> SampleWithRetryAsync(GroupRequest request, int minimum, bool exact, CancellationToken cancellationToken)
    {
        var fixedVersion = exact ? await _versions.ExactAsync(minimum, cancellationToken) : null;
        if (!exact)
        {
            await _versions.RequireAsync(minimum, cancellationToken);
        }

        var retry = GroupRetry.Pipeline(_pool!, _options, _rollout.LoadAttempts, _time);
        try
        {
            return await retry.ExecuteAsync(async token => await TryAsync(request, () => fixedVersion ?? _versions.Suitable(minimum), token), cancellationToken);
        }
        catch (WrongVersionException exception)
        {
            throw new GuideException($"{exception.Message}, {GroupRetry.WrongVersionsAllowed} times: its completions are of other weights.", exception);
        }
        catch (VersionRefusedException exception) when (exact)
        {
            throw new VersionGoneException(minimum, exception);
        }
        catch (VersionRefusedException exception)
        {
            throw new GuideException($"The policy cannot be loaded: {exception.Message}", exception);
        }
    }

    /// <summary>One try, whole or not at all.</summary>
    private async Task<SampledGroup> TryAsync(GroupRequest request, Func<ServedVersion> wanted, CancellationToken cancellationToken)
    {
        VersionedPool.Entry entry;
        try
        {
            entry = await _pool!.EnterAsync(wanted, cancellationToken);
        }
        catch (VersionRefusedException exception)
        {
            _versions.Refuse(wanted().Version, exception.Message);
            throw;
        }

        using (entry)
        {
            using var limit = new CancellationTokenSource(_options.TryTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await TemperatureCheck.EnsureAsync(_protocol, entry.Endpoint, entry.Version, request.SamplingContext, request.Settings.Temperature, either.Token);
                var completions = await _protocol.SampleAsync(entry.Endpoint, entry.Version, request, either.Token);
                _pool!.Succeeded(entry.Endpoint);
                _telemetry.Sampled(completions);
                return new SampledGroup(entry.Version.Version, completions);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                var failure = new ServerUnavailableException($"{entry.Endpoint.Address} needed more than {_options.TryTimeout:c} for a group", lost: true);
                _pool!.Failed(entry.Endpoint, failure);
                throw failure;
            }
            catch (ServerUnavailableException exception)
            {
                _pool!.Failed(entry.Endpoint, exception);
                throw;
            }
            catch (WrongVersionException wrong)
            {
                Log.WrongVersion(_logger, wrong.Message);
                _pool!.Failed(entry.Endpoint, new ServerUnavailableException(wrong.Message, lost: true));
                throw;
            }
        }
    }

    /// <summary>Follows the newest version. Groups under way are not touched.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var newest = await _policyVersions.NextAsync(cancellationToken);
            try
            {
                var version = _versions.Check(newest);
                if (!_protocol.KeepsVersions(version))
                {
                    _versions.Use(version); // Whoever enters from now on waits for it; loading it takes turns with those under way.
                }

                await _pool!.WarmAsync(version, cancellationToken);
                _versions.Use(version);
            }
            catch (Exception exception) when (exception is CheckpointException or not (OperationCanceledException or GuideException))
            {
                _versions.Refuse(newest.Version, exception.Message);
            }
        }
    }
}
