using Guide.PolicyModel.Sampling;

namespace Guide.RolloutConsumer;

/// <summary>The completions of a group, all under one version.</summary>
/// <param name="PolicyVersion">The version, fixed when the group entered the engine.</param>
/// <param name="Completions">By slot.</param>
public sealed record SampledGroup(int PolicyVersion, IReadOnlyList<SampledCompletion> Completions);
