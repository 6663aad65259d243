namespace Guide.Storage;

/// <summary>A lease as its holder knows it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Name">"producer" or "learner".</param>
/// <param name="Owner">The holder.</param>
/// <param name="Epoch">Fences what the holder commits: another holder has a higher one.</param>
public sealed record LeaseHold(string RunId, string Name, string Owner, long Epoch);
