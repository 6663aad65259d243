using System.Diagnostics.Metrics;

using Guide.Contracts;

namespace Guide.Learner;

/// <summary>What the Learner measures as a process; what a step measures is in policy_versions. See docs/metrics.md.</summary>
internal sealed class LearnerTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _discarded;
    private int _version = -1;

    public LearnerTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create("Guide.Learner");
        _seconds = _meter.CreateHistogram<double>("guide.learner.step", "s", "Time to train one step.");
        _consumed = _meter.CreateCounter<long>("guide.learner.consumed", "{lineage}", "Lineages consumed by steps.");
        _discarded = _meter.CreateCounter<long>("guide.learner.discarded", "{lineage}", "Completed lineages that no step took, by reason.");
        _meter.CreateObservableGauge("guide.learner.policy_version", () => Volatile.Read(ref _version), "{version}", "The newest version this process committed.");
    }

    public void Stepped(int version, int lineages, TimeSpan elapsed)
    {
        Volatile.Write(ref _version, version);
        _consumed.Add(lineages);
        _seconds.Record(elapsed.TotalSeconds);
    }

    public void Discarded(DiscardReason reason) => _discarded.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void Dispose() => _meter.Dispose();
}
