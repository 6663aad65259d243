using System.Diagnostics.Metrics;

using Guide.Storage;

namespace Guide.Producer;

/// <summary>What the Producer measures; see docs/metrics.md.</summary>
internal sealed class ProducerTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _admitted;
    private readonly Counter<long> _resent;
    private readonly Counter<long> _lost;
    private int _open;

    public ProducerTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create("Guide.Producer");
        _admitted = _meter.CreateCounter<long>("guide.producer.admitted", "{group}", "Roots admitted.");
        _resent = _meter.CreateCounter<long>("guide.producer.resent", "{group}", "Overdue groups whose message was sent again.");
        _lost = _meter.CreateCounter<long>("guide.producer.lost", "{group}", "Groups discarded as Lost.");
        _meter.CreateObservableGauge("guide.producer.open_roots", () => Volatile.Read(ref _open), "{group}", "Roots neither consumed nor discarded.");
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

    public void Dispose() => _meter.Dispose();
}
