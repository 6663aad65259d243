using System.Diagnostics.Metrics;

using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>What a HintConsumer measures; see docs/metrics.md.</summary>
internal sealed class HintTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _routed;

    public HintTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create("Guide.HintConsumer");
        _routed = _meter.CreateCounter<long>("guide.hint.routed", "{group}", "Groups routed, by decision.");
    }

    public void Routed(RoutingDecision decision) => _routed.Add(1, new KeyValuePair<string, object?>("decision", decision.ToString()));

    public void Dispose() => _meter.Dispose();
}
