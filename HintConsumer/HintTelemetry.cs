using System.Diagnostics.Metrics;

using Guide.StageHost.Telemetry;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>What a HintConsumer measures; see docs/metrics.md.</summary>
internal sealed class HintTelemetry : StageInstruments
{
    private readonly Counter<long> _routed;
    private readonly Counter<long> _waits;
    private readonly Counter<long> _asked;

    public HintTelemetry(IMeterFactory meters)
        : base(meters, "Guide.HintConsumer")
    {
        _routed = Meter.CreateCounter<long>("guide.hint.routed", "{group}", "Groups routed, by decision.");
        _waits = Meter.CreateCounter<long>("guide.hint.waits", "{group}", "Groups that began to wait for a hint to be made.");
        _asked = Meter.CreateCounter<long>("guide.hint.asked", "{hint}", "Hints that a teacher was asked for, by how it ended.");
    }

    public void Routed(RoutingDecision decision) => _routed.Add(1, new KeyValuePair<string, object?>("decision", decision.ToString()));

    public void Waits() => _waits.Add(1);

    /// <summary>A teacher was asked; <paramref name="end"/> is made, or why not.</summary>
    public void Asked(string end) => _asked.Add(1, new KeyValuePair<string, object?>("end", end));
}
