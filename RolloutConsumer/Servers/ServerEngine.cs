using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Polly;
using Polly.Retry;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// Samples through inference servers. Each group enters one endpoint under one version and ends there under it, whole, or is tried again
/// elsewhere from its beginning; nothing of an unfinished try is kept. A newer version is checked against its hash, given to the endpoints
/// and only then used; one that is broken or refused leaves the old one in use.
/// </summary>
internal sealed class ServerEngine : BackgroundService, ISamplingEngine
{
    private const int WrongVersionsAllowed = 3;

    private readonly ActiveRun _run;
    private readonly Runs _runs;
    private readonly RolloutOptions _rollout;
    private readonly InferenceOptions _options;
    private readonly RolloutTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<ServerEngine> _logger;
    private readonly TaskCompletionSource<PolicyVocabulary> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _announcement = new(0);
    private readonly Lock _versions = new();

    // Set once, before the vocabulary is given out.
    private IInferenceProtocol _protocol = null!;
    private EndpointPool? _pool;

    // Under _versions.
    private ServedVersion? _current;
    private ServedVersion? _previous;
    private int _brokenVersion = -1;

    public ServerEngine(
        ActiveRun run,
        Runs runs,
        IOptions<RolloutOptions> rollout,
        IOptions<InferenceOptions> options,
        RolloutTelemetry telemetry,
        TimeProvider time,
        ILogger<ServerEngine> logger) =>
        (_run, _runs, _rollout, _options, _telemetry, _time, _logger) = (run, runs, rollout.Value, options.Value, telemetry, time, logger);

    public Task<PolicyVocabulary> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public void Announce(int version) => _announcement.Release();

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

    public override void Dispose()
    {
        _pool?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_run.Recipe.Sampling.Sampler == "local")
        {
            return;
        }

        var first = await NeededAsync(minimum: 0, exact: false, stoppingToken);
        var vocabulary = VocabularyOf(first);
        _protocol = Protocol(vocabulary);
        _pool = new EndpointPool(Connect(), _protocol, _options, _time, _logger);
        Use(first.Served);
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

    private PolicyVocabulary VocabularyOf(CheckedVersion version)
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

    private IInferenceProtocol Protocol(PolicyVocabulary vocabulary)
    {
        var hook = new ReloadHook(_options, _time);
        IInferenceProtocol protocol = _options.Server switch
        {
            InferenceServer.Vllm => new VllmProtocol(_options, vocabulary.Size, hook, _time),
            InferenceServer.Sglang => new SglangProtocol(vocabulary.Size, _time),
            _ => new LlamaProtocol(_options, vocabulary.Size, hook, _time),
        };
        return protocol.Unfit(_run.Recipe.Policy.Lora.Rank > 0, _options) is { } problem ? throw GuideException.Usage(problem) : protocol;
    }

    private Endpoint[] Connect()
    {
        var addresses = _options.Addresses();
        if (addresses.Count == 0)
        {
            throw GuideException.Usage("sampling.sampler is openai: name its servers (guide run --endpoints, or --Inference:Endpoints of the stage).");
        }

        try
        {
            var token = _options.TokenFile.Length == 0 ? null : File.ReadLines(_options.TokenFile).FirstOrDefault()?.Trim();
            return [.. addresses.Select(address => new Endpoint(address, token))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"Inference:TokenFile {_options.TokenFile} cannot be read: {exception.Message}", exception);
        }
    }

    private async Task<SampledGroup> SampleWithRetryAsync(GroupRequest request, int minimum, bool exact, CancellationToken cancellationToken)
    {
        var fixedVersion = exact ? (await NeededAsync(minimum, exact: true, cancellationToken)).Served : null;
        if (!exact && Current.Version < minimum)
        {
            Use((await NeededAsync(minimum, exact: false, cancellationToken)).Served);
        }

        var (started, wrong, refused) = (_time.GetUtcNow(), 0, 0);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = _options.LongestRetryDelay,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception switch
                {
                    // While others succeed, a group that always fails is at fault itself; when nobody does, the servers are.
                    ServerUnavailableException => arguments.AttemptNumber + 1 < _options.Attempts || !(_pool!.LastSuccess > started),
                    WrongVersionException => ++wrong < WrongVersionsAllowed,
                    VersionRefusedException => ++refused < _rollout.LoadAttempts,
                    _ => false,
                }),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception switch
                {
                    ServerUnavailableException or WrongVersionException when _pool!.HasUsable => TimeSpan.Zero,
                    ServerUnavailableException { RetryAfter: { } wait } => wait,
                    _ => null,
                }),
            })
            .Build();
        try
        {
            return await pipeline.ExecuteAsync(async token => await TryAsync(request, () => fixedVersion ?? Suitable(minimum), token), cancellationToken);
        }
        catch (WrongVersionException exception)
        {
            throw new GuideException($"{exception.Message}, {WrongVersionsAllowed} times: its completions are of other weights.", exception);
        }
        catch (VersionRefusedException exception)
        {
            throw new GuideException($"The policy cannot be loaded: {exception.Message}", exception);
        }
    }

    /// <summary>One try, whole or not at all.</summary>
    private async Task<SampledGroup> TryAsync(GroupRequest request, Func<ServedVersion> wanted, CancellationToken cancellationToken)
    {
        EndpointPool.Entry entry;
        try
        {
            entry = await _pool!.EnterAsync(wanted, cancellationToken);
        }
        catch (VersionRefusedException exception)
        {
            StepBack(wanted(), exception.Message);
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

    private ServedVersion Current
    {
        get
        {
            lock (_versions)
            {
                return _current!;
            }
        }
    }

    /// <summary>The version in use, as long as it is not below what a group may be sampled at.</summary>
    private ServedVersion Suitable(int minimum) => Current is var version && version.Version >= minimum
        ? version
        : throw new VersionRefusedException($"policy version {minimum} is needed, and only {version.Version} could be loaded");

    private void Use(ServedVersion version)
    {
        lock (_versions)
        {
            if (_current is not null && version.Version <= _current.Version)
            {
                return;
            }

            (_previous, _current) = (_current, version);
        }

        _telemetry.PolicyVersion = version.Version;
        Log.PolicyLoaded(_logger, version.Version);
    }

    /// <summary>A version that servers refuse: the one before it stays in use.</summary>
    private void StepBack(ServedVersion version, string reason)
    {
        int now;
        lock (_versions)
        {
            if (_current == version && _previous is not null)
            {
                (_current, _previous) = (_previous, null);
                _brokenVersion = version.Version;
            }

            now = _current!.Version;
        }

        _telemetry.PolicyVersion = now;
        Log.PolicyNotLoaded(_logger, version.Version, now, reason);
    }

    /// <summary>Follows the newest version. Groups under way are not touched.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _announcement.WaitAsync(cancellationToken);
            PolicyVersionRow? newest = null;
            try
            {
                newest = await _runs.NewestVersionAsync(_run.RunId, cancellationToken);
                if (newest is null || newest.Version <= Math.Max(Current.Version, BrokenVersion))
                {
                    continue;
                }

                var version = Check(newest).Served;
                if (!_protocol.KeepsVersions(version))
                {
                    Use(version); // Whoever enters from now on waits for it; loading it takes turns with those under way.
                }

                await _pool!.WarmAsync(version, cancellationToken);
                Use(version);
            }
            catch (VersionRefusedException exception)
            {
                MarkBroken(newest!.Version, exception.Message);
            }
            catch (GuideException)
            {
                throw;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                MarkBroken(newest?.Version ?? -1, exception.Message);
            }
        }
    }

    private int BrokenVersion
    {
        get
        {
            lock (_versions)
            {
                return _brokenVersion;
            }
        }
    }

    private void MarkBroken(int version, string reason)
    {
        lock (_versions)
        {
            _brokenVersion = Math.Max(_brokenVersion, version);
            if (_current!.Version == version && _previous is not null)
            {
                (_current, _previous) = (_previous, null);
            }
        }

        _telemetry.PolicyVersion = Current.Version;
        Log.PolicyNotLoaded(_logger, version, Current.Version, reason);
    }

    /// <summary>A version that a group cannot do without.</summary>
    /// <exception cref="GuideException">It cannot be had after the allowed attempts.</exception>
    private async Task<CheckedVersion> NeededAsync(int minimum, bool exact, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var row = exact
                    ? await _runs.VersionAsync(_run.RunId, minimum, cancellationToken)
                    : await _runs.NewestVersionAsync(_run.RunId, cancellationToken);
                return row is not null && row.Version >= minimum
                    ? Check(row)
                    : throw new InvalidOperationException($"policy version {minimum} is not committed");
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or GuideException) && attempt < _rollout.LoadAttempts)
            {
                int now;
                lock (_versions)
                {
                    now = _current?.Version ?? -1;
                }

                Log.PolicyNotLoaded(_logger, minimum, now, exception.Message);
                await Task.Delay(_rollout.LoadRetryDelay, _time, cancellationToken);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or GuideException))
            {
                throw new GuideException($"The policy cannot be loaded: {exception.Message}", exception);
            }
        }
    }

    /// <summary>The files of a version, as they were committed.</summary>
    private CheckedVersion Check(PolicyVersionRow row)
    {
        var folder = Path.GetFullPath(_run.Folder(row));
        var sha256 = PolicyCheckpoint.Sha256(folder);
        return sha256 == row.CheckpointSha256
            ? new CheckedVersion(
                new ServedVersion(
                    row.Version,
                    $"guide-{_run.RunId}-v{row.Version:D6}-{sha256[..8]}",
                    _options.Checkpoints.Length == 0 ? folder : $"{_options.Checkpoints.TrimEnd('/')}/{row.CheckpointUri}",
                    Guide.PolicyModel.Lora.LoraAdapter.IsAdapter(folder)),
                folder)
            : throw new VersionRefusedException($"{folder}: the weights' SHA-256 is {sha256}, not {row.CheckpointSha256}");
    }

    private sealed record CheckedVersion(ServedVersion Served, string LocalFolder);
}
