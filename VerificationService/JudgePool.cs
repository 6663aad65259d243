using Guide.VerificationService.Cases;

namespace Guide.VerificationService;

/// <summary>Judges the cases of all requests, so many at one time.</summary>
internal sealed class JudgePool : IDisposable
{
    private readonly CaseJudge _judge;
    private readonly SemaphoreSlim _free;
    private readonly VerificationTelemetry _telemetry;
    private int _busy;

    /// <summary>A pool of so many.</summary>
    public JudgePool(CaseJudge judge, int jobs)
    {
        (_judge, Jobs, _free) = (judge, jobs, new(jobs));
        _telemetry = new(this);
    }

    /// <summary>Cases at one time.</summary>
    public int Jobs { get; }

    /// <summary>Cases that are being judged.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>The service's metrics.</summary>
    public VerificationTelemetry Telemetry => _telemetry;

    /// <summary>Judges one, when a place is free.</summary>
    public async Task<CaseVerdict> JudgeAsync(CaseLine item, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        Interlocked.Increment(ref _busy);
        try
        {
            // Mathematics does not wait for anything: it must not keep the request's thread.
            var verdict = await Task.Run(() => _judge.JudgeAsync(item, cancellationToken), cancellationToken);
            _telemetry.Record(item.Case.Domain, verdict);
            return verdict;
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
            _free.Release();
        }
    }

    /// <summary>Judges a batch; no request waits in more places than there are, so a large batch does not keep a small one waiting.</summary>
    public async Task<CaseVerdict[]> JudgeAsync(IReadOnlyList<CaseLine> items, CancellationToken cancellationToken)
    {
        var verdicts = new CaseVerdict[items.Count];
        await Parallel.ForAsync(
            0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = Jobs, CancellationToken = cancellationToken },
            async (i, token) => verdicts[i] = await JudgeAsync(items[i], token));
        return verdicts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _telemetry.Dispose();
        _free.Dispose();
    }
}
