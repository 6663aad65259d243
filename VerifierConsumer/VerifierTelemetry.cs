using System.Diagnostics.Metrics;

using Guide.Contracts;

namespace Guide.VerifierConsumer;

/// <summary>What a VerifierConsumer measures; see docs/metrics.md.</summary>
internal sealed class VerifierTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<double> _elapsed;

    public VerifierTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create("Guide.VerifierConsumer");
        _elapsed = _meter.CreateHistogram<double>("guide.verifier.judgement", "ms", "Time to judge one rollout once, by outcome.");
    }

    public void Judged(VerdictOutcome outcome, double milliseconds) =>
        _elapsed.Record(milliseconds, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void Dispose() => _meter.Dispose();
}
