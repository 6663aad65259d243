using Guide.Contracts;

namespace Guide.PolicyModel.Sampling;

/// <summary>One completion as it was sampled.</summary>
/// <param name="TokenIds">[T] completion ids; a stop token counts and is the last.</param>
/// <param name="BehaviorLogProbs">[T] log μ(o_t | sampling context, o_&lt;t) of the distribution really sampled from.</param>
/// <param name="FinishReason">Stop, or Length for a truncated completion.</param>
public sealed record SampledCompletion(int[] TokenIds, float[] BehaviorLogProbs, FinishReason FinishReason);
