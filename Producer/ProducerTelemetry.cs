using System.Diagnostics.Metrics;

using Guide.StageHost.Telemetry;
using Guide.Storage;

namespace Guide.Producer;

/// <summary>What the Producer measures; see docs/metrics.md.</summary>
internal sealed class ProducerTelemetry : StageInstruments
{
    private readonly Counter<long> _admitted;
    private readonly Counter<long> _resent;
    private readonly Counter<long> _lost;
    private int _open;

    public ProducerTelemetry(IMeterFactory meters)
        : base(meters, "Guide.Producer")
    {
        _admitted = Meter.CreateCounter<long>("guide.producer.admitted", "{group}", "Roots admitted.");
        _resent = Meter.CreateCounter<long>("guide.producer.resent", "{group}", "Overdue groups whose message was sent again.");
        _lost = Meter.CreateCounter<long>("guide.producer.lost", "{group}", "Groups discarded as Lost.");
        Meter.CreateObservableGauge("guide.producer.open_roots", () => Volatile.Read(ref _open), "{group}", "Roots neither consumed nor discarded.");
    }

    public void Admitted(AdmissionResult result)
    {
        Volatile.Write(ref _open, result.OpenRoots);
        _admitted.Add(result.Admitted.Count);
    }

    public void Reconciled(ReconciliationResult result)
    {
        _resent.Add(result.Resend.Count);
        _lost.Add(result.Lost.Count);
    }
}
