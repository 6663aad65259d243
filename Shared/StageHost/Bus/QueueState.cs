namespace Guide.StageHost.Bus;

/// <summary>A queue of a run as the broker counts it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Exists">False: the broker has no such queue.</param>
/// <param name="Ready">Messages that wait for a consumer; those being handled are not counted.</param>
/// <param name="Consumers">Processes that take from it.</param>
public sealed record QueueState(string Name, bool Exists, long Ready, long Consumers);
