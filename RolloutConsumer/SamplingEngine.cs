using System.Threading.Channels;

using Guide.PolicyModel.Sampling;
using Guide.StageHost;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer;

/// <summary>
/// The one sampler of this process, on a thread of its own. Groups of all handlers wait in one bounded channel and are sampled side by
/// side; they join between steps. A newer version is taken when the groups under way have ended on the old one; a version that cannot
/// be loaded leaves the old one in use as long as the groups allow it. Deterministic runs sample each group in a batch of its own.
/// </summary>
internal sealed class SamplingEngine : BackgroundService, ISamplingEngine
{
    private readonly IPolicySource _source;
    private readonly ActiveRun _run;
    private readonly Runs _runs;
    private readonly RolloutOptions _options;
    private readonly RolloutTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<SamplingEngine> _logger;
    private readonly Channel<SamplingJob> _channel;
    private readonly TaskCompletionSource<PolicyVocabulary> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Engine thread only.
    private readonly Queue<SamplingJob> _waiting = new();
    private SamplingPolicy? _policy;
    private int _brokenVersion = -1;

    private int _announced;

    public SamplingEngine(
        IPolicySource source, ActiveRun run, Runs runs, IOptions<RolloutOptions> options, RolloutTelemetry telemetry, TimeProvider time, ILogger<SamplingEngine> logger)
    {
        (_source, _run, _runs, _options, _telemetry, _time, _logger) = (source, run, runs, options.Value, telemetry, time, logger);
        _channel = Channel.CreateBounded<SamplingJob>(new BoundedChannelOptions(_options.Groups) { SingleReader = true });
    }

    public Task<PolicyVocabulary> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public void Announce(int version)
    {
        int known;
        do
        {
            known = Volatile.Read(ref _announced);
        }
        while (version > known && Interlocked.CompareExchange(ref _announced, version, known) != known);
    }

    public async Task<SampledGroup> SampleAsync(GroupRequest request, int minimumVersion, bool exactVersion, CancellationToken cancellationToken)
    {
        var job = new SamplingJob(request, minimumVersion, exactVersion, cancellationToken);
        await _channel.Writer.WriteAsync(job, cancellationToken);
        return await job.Completion.Task.WaitAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _run.Recipe.Sampling.Sampler != "local"
        ? Task.CompletedTask
        : Task.Factory.StartNew(() => Work(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Work(CancellationToken stopping)
    {
        try
        {
            Use(LoadNeeded(minimum: 0, exact: false, stopping));
            while (WaitForWork(stopping))
            {
                Serve(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops; waiting messages go back to the queue.
        }
        finally
        {
            // A failure ends the process (BackgroundService). Those who wait are not failed by it: their messages go back to the queue.
            _policy?.Dispose();
        }
    }

    private bool WaitForWork(CancellationToken stopping)
    {
        if (_waiting.Count > 0)
        {
            return true;
        }

        // The thread is the engine's own: blocking it is its way of waiting.
        if (!_channel.Reader.WaitToReadAsync(stopping).AsTask().GetAwaiter().GetResult())
        {
            return false;
        }

        if (!_run.Recipe.Deterministic && _options.Patience > TimeSpan.Zero)
        {
            stopping.WaitHandle.WaitOne(_options.Patience);
        }

        return true;
    }

    private void Serve(CancellationToken stopping)
    {
        Receive();
        while (_waiting.TryPeek(out var abandoned) && abandoned.IsAbandoned)
        {
            _waiting.Dequeue().Completion.TrySetCanceled(CancellationToken.None);
        }

        if (!_waiting.TryPeek(out var next))
        {
            return;
        }

        if (!next.Accepts(_policy!.Version))
        {
            Use(LoadNeeded(next.MinimumVersion, next.ExactVersion, stopping));
        }
        else if (NewerIsKnown && !next.ExactVersion)
        {
            TryUseNewest(stopping);
        }

        if (_run.Recipe.Deterministic)
        {
            SampleAlone(_waiting.Dequeue(), stopping);
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

    /// <summary>Continuous batching: groups enter between steps until a newer version is known, or the first in the queue needs another one.</summary>
    private void SampleTogether(LocalSampler sampler, CancellationToken stopping)
    {
        var underWay = new Dictionary<GroupRequest, SamplingJob>(ReferenceEqualityComparer.Instance);
        try
        {
            sampler.Run(
                free =>
                {
                    Receive();
                    var entering = new List<GroupRequest>();
                    while (free > 0 && (underWay.Count == 0 || !NewerIsKnown) && _waiting.TryPeek(out var job) && job.Accepts(_policy!.Version))
                    {
                        _waiting.Dequeue();
                        underWay.Add(job.Request, job);
                        entering.Add(job.Request);
                        free -= job.Request.Count;
                    }

                    return entering;
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
            // One group's trouble must not be its neighbours': each is tried alone, and fails alone.
            Log.BatchFailed(_logger, underWay.Count, exception);
            foreach (var job in underWay.Values)
            {
                SampleAlone(job, stopping);
            }
        }
    }

    private void SampleBatch(CancellationToken stopping)
    {
        var jobs = new List<SamplingJob>();
        for (var rows = _options.Rows; rows > 0 && _waiting.TryPeek(out var job) && job.Accepts(_policy!.Version); rows -= job.Request.Count)
        {
            jobs.Add(_waiting.Dequeue());
        }

        try
        {
            foreach (var (job, completions) in jobs.Zip(_policy!.Sampler.Sample([.. jobs.Select(job => job.Request)], stopping)))
            {
                Complete(job, completions);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.BatchFailed(_logger, jobs.Count, exception);
            foreach (var job in jobs)
            {
                SampleAlone(job, stopping);
            }
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

    private void Receive()
    {
        while (_waiting.Count < _options.Groups && _channel.Reader.TryRead(out var job))
        {
            _waiting.Enqueue(job);
        }
    }

    private bool NewerIsKnown => Volatile.Read(ref _announced) > Math.Max(_policy!.Version, _brokenVersion);

    private void Use(SamplingPolicy policy)
    {
        var old = _policy;
        _policy = policy;
        old?.Dispose();
        Announce(policy.Version);
        _telemetry.PolicyVersion = policy.Version;
        Log.PolicyLoaded(_logger, policy.Version);
        _ready.TrySetResult(policy.Vocabulary);
    }

    /// <summary>A newer version would be good to have: if it cannot be loaded, the old one samples on.</summary>
    private void TryUseNewest(CancellationToken stopping)
    {
        PolicyVersionRow? newest = null;
        try
        {
            newest = _runs.NewestVersionAsync(_run.RunId, stopping).GetAwaiter().GetResult();
            if (newest is not null && newest.Version > _policy!.Version)
            {
                Use(_source.Load(newest));
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _brokenVersion = newest?.Version ?? Volatile.Read(ref _announced);
            Log.PolicyNotLoaded(_logger, _brokenVersion, _policy!.Version, exception.Message);
        }
    }

    /// <summary>A version that a group cannot do without: the newest that suits it.</summary>
    /// <exception cref="OperatorException">After the allowed attempts; the process ends with exit code 1, messages stay queued.</exception>
    private SamplingPolicy LoadNeeded(int minimum, bool exact, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var version = (exact
                    ? _runs.VersionAsync(_run.RunId, minimum, stopping)
                    : _runs.NewestVersionAsync(_run.RunId, stopping)).GetAwaiter().GetResult();
                return version is not null && version.Version >= minimum
                    ? _source.Load(version)
                    : throw new InvalidOperationException($"policy version {minimum} is not committed");
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or OperatorException) && attempt < _options.LoadAttempts)
            {
                Log.PolicyNotLoaded(_logger, minimum, _policy?.Version ?? -1, exception.Message);
                Task.Delay(_options.LoadRetryDelay, _time, stopping).GetAwaiter().GetResult();
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or OperatorException))
            {
                throw new OperatorException($"The policy cannot be loaded: {exception.Message}", ExitCodes.Failed, exception);
            }
        }
    }
}
