namespace Guide.PolicyModel.Sampling;

/// <summary>Samples groups under one policy version. Not thread-safe: one engine thread owns it.</summary>
public interface ISampler : IDisposable
{
    /// <summary>Samples all requests, batched as the sampler likes; the answer keeps the order of the requests.</summary>
    /// <returns>For each request its Count completions, by slot.</returns>
    IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(IReadOnlyList<GroupRequest> requests, CancellationToken cancellationToken);
}
