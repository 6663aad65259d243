using Guide.PolicyModel.Sampling;

namespace Guide.RolloutConsumer.Local;

/// <summary>One group on its way through the engine.</summary>
internal sealed class SamplingJob(GroupRequest request, int minimumVersion, bool exactVersion, CancellationToken cancellationToken)
{
    /// <summary>What to sample.</summary>
    public GroupRequest Request { get; } = request;

    /// <summary>The lowest version it may be sampled at.</summary>
    public int MinimumVersion { get; } = minimumVersion;

    /// <summary>True (evaluation): no newer version either.</summary>
    public bool ExactVersion { get; } = exactVersion;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    /// <summary>Continuations must not run on the engine's thread.</summary>
    public TaskCompletionSource<SampledGroup> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a version may sample it.</summary>
    public bool Accepts(int version) => ExactVersion ? version == MinimumVersion : version >= MinimumVersion;
}
