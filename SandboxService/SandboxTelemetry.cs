using System.Diagnostics.Metrics;

using Guide.CodeSandbox.Isolation;

namespace Guide.SandboxService;

/// <summary>Metrics of the sandbox service: meter "Guide.Sandbox".</summary>
internal sealed class SandboxTelemetry : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Guide.Sandbox";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _seconds;

    /// <summary>Registers the instruments.</summary>
    public SandboxTelemetry(Sandbox sandbox)
    {
        _requests = _meter.CreateCounter<long>("guide.sandbox.requests", description: "Requests by endpoint, language and outcome.");
        _seconds = _meter.CreateHistogram<double>("guide.sandbox.request", "s", "From receipt to answer.");
        _meter.CreateObservableGauge("guide.sandbox.slots", () => sandbox.Slots, description: "Runs at one time.");
        _meter.CreateObservableGauge("guide.sandbox.busy", () => sandbox.Busy, description: "Slots that run something.");
        _meter.CreateObservableGauge("guide.sandbox.waiting", () => sandbox.Waiting, description: "Runs that wait for a slot.");
        _meter.CreateObservableCounter("guide.sandbox.broken_slots", () => sandbox.BrokenSlots, description: "Slots replaced because they broke.");
    }

    /// <summary>One answered request.</summary>
    public void Record(string endpoint, string language, string outcome, TimeSpan elapsed)
    {
        _requests.Add(1, new("endpoint", endpoint), new("language", language), new("outcome", outcome));
        _seconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
