using System.Diagnostics.Metrics;

using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost.Telemetry;

namespace Guide.RolloutConsumer;

/// <summary>What a RolloutConsumer measures; see docs/metrics.md.</summary>
internal sealed class RolloutTelemetry : StageInstruments
{
    private readonly Counter<long> _groups;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _truncated;
    private int _policyVersion = -1;

    public RolloutTelemetry(IMeterFactory meters)
        : base(meters, "Guide.RolloutConsumer")
    {
        _groups = Meter.CreateCounter<long>("guide.rollout.groups", "{group}", "Groups sampled.");
        _tokens = Meter.CreateCounter<long>("guide.rollout.tokens", "{token}", "Completion tokens sampled.");
        _truncated = Meter.CreateCounter<long>("guide.rollout.truncated", "{rollout}", "Completions that reached their budget.");
        Meter.CreateObservableGauge("guide.rollout.policy_version", () => Volatile.Read(ref _policyVersion), "{version}", "The version that samples now.");
    }

    public int PolicyVersion
    {
        set => Volatile.Write(ref _policyVersion, value);
    }

    public void Sampled(IReadOnlyList<SampledCompletion> completions)
    {
        _groups.Add(1);
        _tokens.Add(completions.Sum(completion => (long)completion.TokenIds.Length));
        _truncated.Add(completions.Count(completion => completion.FinishReason == FinishReason.Length));
    }
}
