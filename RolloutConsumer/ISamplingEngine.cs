using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;

namespace Guide.RolloutConsumer;

/// <summary>What samples the groups of this process: the policy in its own memory, or inference servers. One for each <see cref="Recipes.SamplerKind"/>; a run has one.</summary>
internal interface ISamplingEngine
{
    /// <summary>The run's vocabulary, known once a version is ready to sample. Until then it waits for the caller's token.</summary>
    Task<PolicyVocabulary> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>Works until the process stops; its failure is the process's.</summary>
    Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Samples a group whole, under one version. When the engine fails or stops, it ends only with the caller's token: the message goes back to the queue.</summary>
    /// <param name="request">What to sample.</param>
    /// <param name="minimumVersion">The lowest version it may be sampled at.</param>
    /// <param name="exactVersion">True (evaluation): no newer version either.</param>
    /// <param name="cancellationToken">The caller waits no longer.</param>
    /// <exception cref="VersionGoneException">The exact version cannot be loaded.</exception>
    Task<SampledGroup> SampleAsync(GroupRequest request, int minimumVersion, bool exactVersion, CancellationToken cancellationToken);
}
