using System.Threading.Channels;

using Guide.PolicyModel.Prompts;
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
/// side; they join between steps. A newer version, loaded meanwhile by <see cref="PolicyLoader"/>, is taken when the groups under way have
/// ended on the old one; a version that cannot be loaded leaves the old one in use as long as the groups allow it. Deterministic runs sample each group in a batch of its own.
/// </summary>
internal sealed class SamplingEngine : BackgroundService, ISamplingEngine
{
    private readonly PolicyLoader _loader;
    private readonly ActiveRun _run;
    private readonly RolloutOptions _options;
    private readonly RolloutTelemetry _telemetry;
    private readonly ILogger<SamplingEngine> _logger;
    private readonly Channel<SamplingJob> _channel;
    private readonly TaskCompletionSource<PolicyVocabulary> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Engine thread only.
    private readonly Queue<SamplingJob> _waiting = new();
    private SamplingPolicy? _policy;

    public SamplingEngine(
        IPolicySource source, ActiveRun run, Runs runs, IOptions<RolloutOptions> options, RolloutTelemetry telemetry, TimeProvider time, ILogger<SamplingEngine> logger)
    {
        (_run, _options, _telemetry, _logger) = (run, options.Value, telemetry, logger);
        _loader = new PolicyLoader(source, run, runs, options.Value, time, logger);
        _channel = Channel.CreateBounded<SamplingJob>(new BoundedChannelOptions(_options.Groups) { SingleReader = true });
    }

    public Task<PolicyVocabulary> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public void Announce(int version) => _loader.Announce(version);

    public async Task<SampledGroup> SampleAsync(GroupRequest request, int minimumVersion, bool exactVersion, CancellationToken cancellationToken)
    {
        var job = new SamplingJob(request, minimumVersion, exactVersion, cancellationToken);
        await _channel.Writer.WriteAsync(job, cancellationToken);
        return await job.Completion.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_run.Recipe.Sampling.Sampler != "local")
        {
            return;
        }

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

    private static Task OnItsOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Work(CancellationToken stopping)
    {
        try
        {
            Use(_loader.LoadNeeded(minimum: 0, exact: false, stopping));
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

        // The thread is the engine's own: blocking it is its way of waiting. By a handle: a task's own wait spins first, on cores that others need.
        var arrival = _channel.Reader.WaitToReadAsync(stopping).AsTask();
        ((IAsyncResult)arrival).AsyncWaitHandle.WaitOne();
        if (!arrival.GetAwaiter().GetResult())
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
            Use(_loader.LoadNeeded(next.MinimumVersion, next.ExactVersion, stopping));
        }
        else if (!next.ExactVersion && _loader.TakeNewer() is { } newer)
        {
            Use(newer);
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

    /// <summary>Continuous batching: groups enter between steps until a newer version is loaded, or the first in the queue needs another one.</summary>
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
                    while (free > 0 && (underWay.Count == 0 || !_loader.HasNewer) && _waiting.TryPeek(out var job) && job.Accepts(_policy!.Version))
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

    private void Use(SamplingPolicy policy)
    {
        var old = _policy;
        _policy = policy;
        old?.Dispose();
        _loader.InUse = policy.Version;
        _telemetry.PolicyVersion = policy.Version;
        Log.PolicyLoaded(_logger, policy.Version);
        _ready.TrySetResult(policy.Vocabulary);
    }
}
