namespace Guide.RolloutConsumer.Servers;

/// <summary>A server answered under other weights than it was asked to: the completions are dropped.</summary>
internal sealed class WrongVersionException(string message) : Exception(message);
