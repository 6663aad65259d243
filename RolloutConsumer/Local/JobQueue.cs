using System.Threading.Channels;

namespace Guide.RolloutConsumer.Local;

/// <summary>
/// The groups that wait for the engine: handlers put them in from any thread, the engine's thread takes them out. Those that name their version
/// exactly, evaluations, wait apart: they go behind, and never into a batch with others.
/// </summary>
/// <param name="capacity">Groups that may wait on each side of the thread's boundary.</param>
internal sealed class JobQueue(int capacity)
{
    private readonly Channel<SamplingJob> _channel = Channel.CreateBounded<SamplingJob>(new BoundedChannelOptions(capacity) { SingleReader = true });

    // Engine thread only.
    private readonly Queue<SamplingJob> _waiting = new();
    private readonly Queue<SamplingJob> _exact = new();

    /// <summary>Puts a group in; waits for room.</summary>
    public ValueTask AddAsync(SamplingJob job, CancellationToken cancellationToken) => _channel.Writer.WriteAsync(job, cancellationToken);

    /// <summary>Blocks the engine's thread until a group is there.</summary>
    /// <param name="patience">How long to wait for company of the first group that comes.</param>
    /// <param name="stopping">Ends the waiting.</param>
    public void Wait(TimeSpan patience, CancellationToken stopping)
    {
        if (_waiting.Count + _exact.Count > 0)
        {
            return;
        }

        // The thread is the engine's own: blocking it is its way of waiting. By a handle: a task's own wait spins first, on cores that others need.
        var arrival = _channel.Reader.WaitToReadAsync(stopping).AsTask();
        ((IAsyncResult)arrival).AsyncWaitHandle.WaitOne();
        arrival.GetAwaiter().GetResult();
        if (patience > TimeSpan.Zero)
        {
            stopping.WaitHandle.WaitOne(patience);
        }
    }

    /// <summary>The first group that somebody still waits for; null = none is there.</summary>
    public SamplingJob? First() => First(_waiting);

    /// <summary>The first of those that name their version.</summary>
    public SamplingJob? FirstExact() => First(_exact);

    /// <summary>Takes the first group.</summary>
    public SamplingJob Take() => _waiting.Dequeue();

    /// <summary>Takes the first of those that name their version.</summary>
    public SamplingJob TakeExact() => _exact.Dequeue();

    /// <summary>Takes groups from the front as long as a version may sample them and rows are free.</summary>
    /// <param name="version">The version that samples.</param>
    /// <param name="rows">Free rows; the last group taken may need more.</param>
    public List<SamplingJob> TakeSuitable(int version, int rows) => TakeSuitable(_waiting, version, rows);

    /// <summary>The same of those that name their version.</summary>
    /// <param name="version">The version that samples.</param>
    /// <param name="rows">Free rows; the last group taken may need more.</param>
    public List<SamplingJob> TakeExact(int version, int rows) => TakeSuitable(_exact, version, rows);

    private SamplingJob? First(Queue<SamplingJob> queue)
    {
        Receive();
        while (queue.TryPeek(out var first))
        {
            if (!first.IsAbandoned)
            {
                return first;
            }

            queue.Dequeue().Completion.TrySetCanceled(CancellationToken.None);
        }

        return null;
    }

    private List<SamplingJob> TakeSuitable(Queue<SamplingJob> queue, int version, int rows)
    {
        Receive();
        var jobs = new List<SamplingJob>();
        while (rows > 0 && queue.TryPeek(out var job) && job.Accepts(version))
        {
            jobs.Add(queue.Dequeue());
            rows -= job.Request.Count;
        }

        return jobs;
    }

    private void Receive()
    {
        while (_waiting.Count + _exact.Count < capacity && _channel.Reader.TryRead(out var job))
        {
            (job.ExactVersion ? _exact : _waiting).Enqueue(job);
        }
    }
}
