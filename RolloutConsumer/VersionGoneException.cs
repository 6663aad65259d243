namespace Guide.RolloutConsumer;

/// <summary>The one version that an evaluation may be sampled at cannot be loaded: its groups cannot be sampled, and the process goes on.</summary>
internal sealed class VersionGoneException(int version, Exception inner)
    : Exception($"policy version {version} is not there to be measured: {inner.Message}", inner);
