using Guide.Contracts;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.StageHost.Runs;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer.Local;

/// <summary>
/// The one sampler of this process, on a thread of its own. Groups of all handlers wait in one bounded queue and are sampled side by
/// side; they join between steps. A newer version, loaded meanwhile by <see cref="PolicyLoader"/>, is taken when the groups under way have
/// ended on the old one; a version that cannot be loaded leaves the old one in use as long as the groups allow it. Deterministic runs sample
/// each group in a batch of its own. Evaluations name their version: it is kept beside the one in use, as long as groups ask for it, and they
/// are sampled when no training group waits, or when it is their turn (<see cref="EvaluationShare"/>).
/// </summary>
internal sealed class LocalEngine : ISamplingEngine, IDisposable
{
    private readonly PolicyVersions _versions;
    private readonly PolicyLoader _loader;
    private readonly ActiveRun _run;
    private readonly RolloutOptions _options;
    private readonly RolloutTelemetry _telemetry;
    private readonly ILogger<LocalEngine> _logger;
    private readonly JobQueue _queue;
    private readonly EvaluationShare _share;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<PolicyVocabulary> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Engine thread only.
    private SamplingPolicy? _policy;
    private SamplingPolicy? _evaluated;
    private (int Version, VersionGoneException Why)? _gone;

    public LocalEngine(
        IPolicySource source, PolicyVersions versions, ActiveRun run, IOptions<RolloutOptions> options, RolloutTelemetry telemetry, TimeProvider time, ILogger<LocalEngine> logger)
    {
        (_versions, _run, _options, _telemetry, _time, _logger) = (versions, run, options.Value, telemetry, time, logger);
        _share = new EvaluationShare(_options.EvaluationShare);
        _loader = new PolicyLoader(source, versions, time, logger);
        _queue = new JobQueue(_options.Groups);
    }

    public Task<PolicyVocabulary> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public async Task<SampledGroup> SampleAsync(GroupRequest request, int minimumVersion, bool exactVersion, CancellationToken cancellationToken)
    {
        var job = new SamplingJob(request, minimumVersion, exactVersion, cancellationToken);
        await _queue.AddAsync(job, cancellationToken);
        return await job.Completion.Task.WaitAsync(cancellationToken);
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var loading = OnItsOwnThread(() => _loader.Follow(stop.Token));
        try
        {
            await OnItsOwnThread(() => Work(stoppingToken));
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
            _loader.Dispose();
        }
    }

    public void Dispose() => _loader.Dispose();

    private static Task OnItsOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Work(CancellationToken stopping)
    {
        try
        {
            Use(_loader.LoadNeeded(minimum: 0, exact: false, stopping));
            var patience = _run.Recipe.Deterministic ? TimeSpan.Zero : _options.Patience;
            while (true)
            {
                _queue.Wait(patience, stopping);
                Serve(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops; waiting messages go back to the queue.
        }
        finally
        {
            // A failure ends the process. Those who wait are not failed by it: their messages go back to the queue.
            _policy?.Dispose();
            _evaluated?.Dispose();
        }
    }

    private void Serve(CancellationToken stopping)
    {
        var (next, measured) = (_queue.First(), _queue.FirstExact());
        if (measured is null && _share.IsDue(TimeSpan.Zero))
        {
            // What they did not ask for is not owed to them; what they had too much of is.
            _share.Forget();
        }

        var started = _time.GetTimestamp();
        if (measured is not null && (next is null || _share.IsDue(TimeSpan.Zero)))
        {
            Evaluate(measured.MinimumVersion, stopping);
            _share.Evaluated(_time.GetElapsedTime(started));
        }
        else if (next is not null)
        {
            Train(next, stopping);
            _share.Trained(_time.GetElapsedTime(started));
        }
    }

    private void Train(SamplingJob next, CancellationToken stopping)
    {
        if (!next.Accepts(_policy!.Version))
        {
            Use(_loader.LoadNeeded(next.MinimumVersion, next.ExactVersion, stopping));
        }
        else if (_loader.TakeNewer() is { } newer)
        {
            Use(newer);
        }

        if (_run.Recipe.Deterministic)
        {
            SampleAlone(_policy, _queue.Take(), stopping);
        }
        else if (_policy!.Sampler is LocalSampler local)
        {
            var started = _time.GetTimestamp();
            SampleTogether(
                _policy,
                local,
                (free, isIdle) => isIdle || !(_loader.HasNewer || (_queue.FirstExact() is not null && _share.IsDue(_time.GetElapsedTime(started))))
                    ? _queue.TakeSuitable(_policy!.Version, free)
                    : [],
                stopping);
        }
        else
        {
            SampleBatch(_policy, _queue.TakeSuitable(_policy.Version, _options.Rows), stopping);
        }
    }

    /// <summary>Evaluations of one version, until a training group comes.</summary>
    private void Evaluate(int version, CancellationToken stopping)
    {
        if (Exactly(version, stopping) is not { } policy)
        {
            foreach (var job in _queue.TakeExact(version, int.MaxValue))
            {
                job.Completion.TrySetException(_gone!.Value.Why);
            }
        }
        else if (_run.Recipe.Deterministic)
        {
            SampleAlone(policy, _queue.TakeExact(), stopping);
        }
        else if (policy.Sampler is LocalSampler local)
        {
            SampleTogether(
                policy,
                local,
                (free, isIdle) => isIdle || _queue.First() is null ? _queue.TakeExact(version, Math.Min(free, free - _options.Rows + _options.EvaluationRows)) : [],
                stopping);
        }
        else
        {
            SampleBatch(policy, _queue.TakeExact(version, _options.EvaluationRows), stopping);
        }
    }

    /// <summary>The version that an evaluation names; null when it cannot be had. It takes nothing from the version that training groups are sampled at.</summary>
    private SamplingPolicy? Exactly(int version, CancellationToken stopping)
    {
        if (_policy!.Version == version)
        {
            return _policy;
        }

        if (_evaluated?.Version != version && _gone?.Version != version)
        {
            _evaluated?.Dispose();
            _evaluated = null;
            try
            {
                _evaluated = _loader.LoadNeeded(version, exact: true, stopping);
            }
            catch (GuideException exception)
            {
                _gone = (version, new VersionGoneException(version, exception));
            }
        }

        return _evaluated?.Version == version ? _evaluated : null;
    }

    /// <summary>Continuous batching: groups enter between steps.</summary>
    /// <param name="policy">Who samples.</param>
    /// <param name="sampler">Its sampler.</param>
    /// <param name="take">Takes groups for so many free rows; told whether none is under way.</param>
    /// <param name="stopping">Ends it.</param>
    private void SampleTogether(SamplingPolicy policy, LocalSampler sampler, Func<int, bool, List<SamplingJob>> take, CancellationToken stopping)
    {
        var underWay = new Dictionary<GroupRequest, SamplingJob>(ReferenceEqualityComparer.Instance);
        var began = false;
        try
        {
            sampler.Run(
                free =>
                {
                    var entering = take(free, !began);
                    began = true;
                    foreach (var job in entering)
                    {
                        underWay.Add(job.Request, job);
                    }

                    return [.. entering.Select(static job => job.Request)];
                },
                (request, completions) =>
                {
                    underWay.Remove(request, out var job);
                    Complete(policy, job!, completions);
                },
                stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SampleEachAlone(policy, underWay.Values, exception, stopping);
        }
    }

    private void SampleBatch(SamplingPolicy policy, List<SamplingJob> jobs, CancellationToken stopping)
    {
        try
        {
            foreach (var (job, completions) in jobs.Zip(policy.Sampler.Sample([.. jobs.Select(job => job.Request)], stopping)))
            {
                Complete(policy, job, completions);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SampleEachAlone(policy, jobs, exception, stopping);
        }
    }

    /// <summary>One group's trouble must not be its neighbours': each is tried alone, and fails alone.</summary>
    private void SampleEachAlone(SamplingPolicy policy, IReadOnlyCollection<SamplingJob> jobs, Exception exception, CancellationToken stopping)
    {
        Log.BatchFailed(_logger, jobs.Count, exception);
        foreach (var job in jobs)
        {
            SampleAlone(policy, job, stopping);
        }
    }

    private void SampleAlone(SamplingPolicy policy, SamplingJob job, CancellationToken stopping)
    {
        try
        {
            Complete(policy, job, policy.Sampler.Sample([job.Request], stopping)[0]);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            job.Completion.TrySetException(exception);
        }
    }

    private void Complete(SamplingPolicy policy, SamplingJob job, IReadOnlyList<SampledCompletion> completions)
    {
        _telemetry.Sampled(completions);
        job.Completion.TrySetResult(new SampledGroup(policy.Version, completions));
    }

    private void Use(SamplingPolicy policy)
    {
        var old = _policy;
        _policy = policy;
        old?.Dispose();
        if (_queue.FirstExact()?.MinimumVersion != _evaluated?.Version)
        {
            // Memory for three is asked for only while somebody wants the third.
            _evaluated?.Dispose();
            _evaluated = null;
        }

        _versions.Use(policy.Version);
        _ready.TrySetResult(policy.Vocabulary);
    }
}
