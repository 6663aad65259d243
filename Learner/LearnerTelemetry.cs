using System.Diagnostics.Metrics;

using Guide.Contracts;
using Guide.StageHost.Telemetry;
using Guide.Storage.Entities;

namespace Guide.Learner;

/// <summary>What the Learner measures as a process; what a step measures is in policy_versions. See docs/metrics.md.</summary>
internal sealed class LearnerTelemetry : StageInstruments
{
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _discarded;
    private int _version = -1;
    private IReadOnlyDictionary<string, double> _metrics = new Dictionary<string, double>();

    public LearnerTelemetry(IMeterFactory meters)
        : base(meters, "Guide.Learner")
    {
        _seconds = Meter.CreateHistogram<double>("guide.learner.step", "s", "Time to train one step.");
        _consumed = Meter.CreateCounter<long>("guide.learner.consumed", "{lineage}", "Lineages consumed by steps.");
        _discarded = Meter.CreateCounter<long>("guide.learner.discarded", "{lineage}", "Completed lineages that no step took, by reason.");
        Meter.CreateObservableGauge("guide.learner.policy_version", () => Volatile.Read(ref _version), "{version}", "The newest version this process committed.");
        Meter.CreateObservableGauge(
            "guide.learner.training",
            () => Volatile.Read(ref _metrics).Select(metric => new Measurement<double>(metric.Value, new KeyValuePair<string, object?>("metric", metric.Key))),
            description: "The newest step's figures, by metric.");
    }

    /// <summary>A step is committed.</summary>
    /// <param name="version">The version it made.</param>
    /// <param name="roots">The roots of the lineages it consumed.</param>
    /// <param name="metrics">What it measured.</param>
    /// <param name="elapsed">Time to train it.</param>
    public void Stepped(int version, IReadOnlyList<GroupRow> roots, IReadOnlyDictionary<string, double> metrics, TimeSpan elapsed)
    {
        Volatile.Write(ref _metrics, metrics);
        Volatile.Write(ref _version, version);
        _consumed.Add(roots.Count);
        _seconds.Record(elapsed.TotalSeconds);
        foreach (var root in roots)
        {
            // The end of each lineage's trace: a step takes many, so it lies in none of them.
            using var activity = Start("consume", root);
            activity?.SetTag("guide.policy_version", version);
        }
    }

    public void Discarded(DiscardReason reason) => _discarded.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
}
