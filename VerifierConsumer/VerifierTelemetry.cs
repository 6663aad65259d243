using System.Diagnostics.Metrics;

using Guide.Contracts;
using Guide.StageHost.Telemetry;

namespace Guide.VerifierConsumer;

/// <summary>What a VerifierConsumer measures; see docs/metrics.md.</summary>
internal sealed class VerifierTelemetry : StageInstruments
{
    private readonly Histogram<double> _elapsed;

    public VerifierTelemetry(IMeterFactory meters)
        : base(meters, "Guide.VerifierConsumer")
    {
        _elapsed = Meter.CreateHistogram<double>("guide.verifier.judgement", "ms", "Time to judge one rollout once, by outcome.");
    }

    public void Judged(VerdictOutcome outcome, double milliseconds) =>
        _elapsed.Record(milliseconds, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
}
