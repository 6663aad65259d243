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
/// each group in a batch of its own.
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
    private readonly TaskCompletionSource<PolicyVocabulary> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Engine thread only.
    private SamplingPolicy? _policy;

    public LocalEngine(
        IPolicySource source, PolicyVersions versions, ActiveRun run, IOptions<RolloutOptions> options, RolloutTelemetry telemetry, TimeProvider time, ILogger<LocalEngine> logger)
    {
        (_versions, _run, _options, _telemetry, _logger) = (versions, run, options.Value, telemetry, logger);
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
        }
    }

    private void Serve(CancellationToken stopping)
    {
        if (_queue.First() is not { } next)
        {
            return;
        }

        if (!next.Accepts(_policy!.Version))
        {
            Use(_loader.LoadNeeded(next.MinimumVersion, next.ExactVersion, stopping));
        }
        else if (!next.ExactVersion && _loader.TakeNewer() is { } newer)
        {
            Use(newer);
        }

        if (_run.Recipe.Deterministic)
        {
            SampleAlone(_queue.Take(), stopping);
        }
        else if (_policy!.Sampler is LocalSampler local)
        {
            SampleTogether(local, stopping);
        }
        else
        {
            SampleBatch(stopping);
        }
    }

    /// <summary>Continuous batching: groups enter between steps until a newer version is loaded, or the first in the queue needs another one.</summary>
    private void SampleTogether(LocalSampler sampler, CancellationToken stopping)
    {
        var underWay = new Dictionary<GroupRequest, SamplingJob>(ReferenceEqualityComparer.Instance);
        try
        {
            sampler.Run(
                free =>
                {
                    var entering = underWay.Count == 0 || !_loader.HasNewer ? _queue.TakeSuitable(_policy!.Version, free) : [];
                    foreach (var job in entering)
                    {
                        underWay.Add(job.Request, job);
                    }

                    return [.. entering.Select(static job => job.Request)];
                },
                (request, completions) =>
                {
                    underWay.Remove(request, out var job);
                    Complete(job!, completions);
                },
                stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SampleEachAlone(underWay.Values, exception, stopping);
        }
    }

    private void SampleBatch(CancellationToken stopping)
    {
        var jobs = _queue.TakeSuitable(_policy!.Version, _options.Rows);
        try
        {
            foreach (var (job, completions) in jobs.Zip(_policy!.Sampler.Sample([.. jobs.Select(job => job.Request)], stopping)))
            {
                Complete(job, completions);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SampleEachAlone(jobs, exception, stopping);
        }
    }

    /// <summary>One group's trouble must not be its neighbours': each is tried alone, and fails alone.</summary>
    private void SampleEachAlone(IReadOnlyCollection<SamplingJob> jobs, Exception exception, CancellationToken stopping)
    {
        Log.BatchFailed(_logger, jobs.Count, exception);
        foreach (var job in jobs)
        {
            SampleAlone(job, stopping);
        }
    }

    private void SampleAlone(SamplingJob job, CancellationToken stopping)
    {
        try
        {
            Complete(job, _policy!.Sampler.Sample([job.Request], stopping)[0]);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            job.Completion.TrySetException(exception);
        }
    }

    private void Complete(SamplingJob job, IReadOnlyList<SampledCompletion> completions)
    {
        _telemetry.Sampled(completions);
        job.Completion.TrySetResult(new SampledGroup(_policy!.Version, completions));
    }

    private void Use(SamplingPolicy policy)
    {
        var old = _policy;
        _policy = policy;
        old?.Dispose();
        _versions.Use(policy.Version);
        _ready.TrySetResult(policy.Vocabulary);
    }
}
