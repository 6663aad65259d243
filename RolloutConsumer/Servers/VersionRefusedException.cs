namespace Guide.RolloutConsumer.Servers;

/// <summary>A version that cannot be sampled with: its files are broken, or a server refuses to load them. The message says which and why.</summary>
internal sealed class VersionRefusedException(string message, Exception? inner = null) : Exception(message, inner);
