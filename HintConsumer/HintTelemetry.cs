using System.Diagnostics.Metrics;

using Guide.StageHost.Telemetry;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>What a HintConsumer measures; see docs/metrics.md.</summary>
internal sealed class HintTelemetry : StageInstruments
{
    private readonly Counter<long> _routed;

    public HintTelemetry(IMeterFactory meters)
        : base(meters, "Guide.HintConsumer")
    {
        _routed = Meter.CreateCounter<long>("guide.hint.routed", "{group}", "Groups routed, by decision.");
    }

    public void Routed(RoutingDecision decision) => _routed.Add(1, new KeyValuePair<string, object?>("decision", decision.ToString()));
}
