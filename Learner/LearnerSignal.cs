using Guide.StageHost.Runs;

namespace Guide.Learner;

/// <summary>Lineages are final. Looking at them costs queries, so the loop is woken when there are as many as it waits for, and soon after one where there are not.</summary>
internal sealed class LearnerSignal : WakeSignal
{
    // Messages come twice, and another Learner's process may have taken some: the count is a hint.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private int _heard;

    /// <summary>A lineage is final.</summary>
    public void Hear()
    {
        Interlocked.Increment(ref _heard);
        Set();
    }

    /// <summary>Waits until looking may pay.</summary>
    /// <param name="missing">Lineages that have to become final at least.</param>
    /// <param name="limit">The wait when none does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(int missing, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        await WaitAsync(limit, time, cancellationToken);
        var first = time.GetTimestamp();
        for (var left = Patience; left > TimeSpan.Zero && Volatile.Read(ref _heard) is var heard && heard > 0 && heard < missing; left = Patience - time.GetElapsedTime(first))
        {
            await WaitAsync(left, time, cancellationToken);
        }

        Interlocked.Exchange(ref _heard, 0);
    }
}
