using System.Diagnostics.Metrics;

using Guide.Contracts;
using Guide.VerificationService.Cases;

namespace Guide.VerificationService;

/// <summary>Metrics of the verification service: meter "Guide.Verification".</summary>
internal sealed class VerificationTelemetry : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Guide.Verification";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _cases;
    private readonly Histogram<double> _seconds;

    /// <summary>Registers the instruments.</summary>
    public VerificationTelemetry(JudgePool pool)
    {
        _cases = _meter.CreateCounter<long>("guide.verification.cases", description: "Cases by domain and outcome.");
        _seconds = _meter.CreateHistogram<double>("guide.verification.request", "s", "From receipt to answer.");
        _meter.CreateObservableGauge("guide.verification.jobs", () => pool.Jobs, description: "Cases judged at one time, at most.");
        _meter.CreateObservableGauge("guide.verification.busy", () => pool.Busy, description: "Cases that are being judged.");
    }

    /// <summary>One judged case.</summary>
    public void Record(Domain domain, CaseVerdict verdict) =>
        _cases.Add(1, new("domain", SnakeCaseJson.Word(domain)), new("outcome", verdict.Verdict.Outcome.ToString()));

    /// <summary>One answered request.</summary>
    public void Record(string endpoint, TimeSpan elapsed) => _seconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
