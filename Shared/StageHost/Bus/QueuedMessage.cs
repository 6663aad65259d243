namespace Guide.StageHost.Bus;

/// <summary>A message as it lies in a queue, for people to read. Whatever is in it came over the network: print it encoded only.</summary>
/// <param name="Queue">Where it lies.</param>
/// <param name="Bytes">Length of its body.</param>
/// <param name="Body">The body's beginning as text; what is no UTF-8 is replaced.</param>
/// <param name="ContentType">What the body claims to be; null = nothing.</param>
/// <param name="Fault">Why it was moved here, shortened; null where nobody says.</param>
public sealed record QueuedMessage(string Queue, int Bytes, string Body, string? ContentType, string? Fault);
