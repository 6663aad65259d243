using Guide.PolicyModel.Sampling;
using Guide.RolloutConsumer;
using Guide.RolloutConsumer.Local;
using Guide.Storage.Entities;

namespace Guide.IntegrationTests.Stages;

/// <summary>The real policy, but its sampler throws for every group whose context begins with a token.</summary>
internal sealed class FailingPolicySource(IPolicySource inner, int token) : IPolicySource
{
    public SamplingPolicy Load(PolicyVersionRow version)
    {
        var policy = inner.Load(version);
        return policy with { Sampler = new Sampler(policy.Sampler, token) };
    }

    private sealed class Sampler(ISampler inner, int token) : ISampler
    {
        public IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(IReadOnlyList<GroupRequest> requests, CancellationToken cancellationToken) =>
            requests.Any(request => request.SamplingContext[0] == token)
                ? throw new InvalidOperationException("scripted failure")
                : inner.Sample(requests, cancellationToken);

        public void Dispose() => inner.Dispose();
    }
}
