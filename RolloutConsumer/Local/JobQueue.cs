using System.Threading.Channels;

namespace Guide.RolloutConsumer.Local;

/// <summary>The groups that wait for the engine: handlers put them in from any thread, the engine's thread takes them out.</summary>
/// <param name="capacity">Groups that may wait on each side of the thread's boundary.</param>
internal sealed class JobQueue(int capacity)
{
    private readonly Channel<SamplingJob> _channel = Channel.CreateBounded<SamplingJob>(new BoundedChannelOptions(capacity) { SingleReader = true });

    // Engine thread only.
    private readonly Queue<SamplingJob> _waiting = new();

    /// <summary>Puts a group in; waits for room.</summary>
    public ValueTask AddAsync(SamplingJob job, CancellationToken cancellationToken) => _channel.Writer.WriteAsync(job, cancellationToken);

    /// <summary>Blocks the engine's thread until a group is there.</summary>
    /// <param name="patience">How long to wait for company of the first group that comes.</param>
    /// <param name="stopping">Ends the waiting.</param>
    public void Wait(TimeSpan patience, CancellationToken stopping)
    {
        if (_waiting.Count > 0)
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
    public SamplingJob? First()
    {
        Receive();
        while (_waiting.TryPeek(out var first))
        {
            if (!first.IsAbandoned)
            {
                return first;
            }

            _waiting.Dequeue().Completion.TrySetCanceled(CancellationToken.None);
        }

        return null;
    }

    /// <summary>Takes the first group.</summary>
    public SamplingJob Take() => _waiting.Dequeue();

    /// <summary>Takes groups from the front as long as a version may sample them and rows are free.</summary>
    /// <param name="version">The version that samples.</param>
    /// <param name="rows">Free rows; the last group taken may need more.</param>
    public List<SamplingJob> TakeSuitable(int version, int rows)
    {
        Receive();
        var jobs = new List<SamplingJob>();
        while (rows > 0 && _waiting.TryPeek(out var job) && job.Accepts(version))
        {
            jobs.Add(_waiting.Dequeue());
            rows -= job.Request.Count;
        }

        return jobs;
    }

    private void Receive()
    {
        while (_waiting.Count < capacity && _channel.Reader.TryRead(out var job))
        {
            _waiting.Enqueue(job);
        }
    }
}
