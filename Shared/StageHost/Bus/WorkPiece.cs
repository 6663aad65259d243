namespace Guide.StageHost.Bus;

/// <summary>A piece of work as it came from a <see cref="WorkQueue"/>. Whatever is in it came over the network.</summary>
/// <param name="Tag">The broker's number of this delivery.</param>
/// <param name="Headers">Beside it.</param>
/// <param name="Body">The piece.</param>
/// <param name="DeliveriesBefore">How often it came back from other workers.</param>
public sealed record WorkPiece(ulong Tag, IReadOnlyDictionary<string, object> Headers, ReadOnlyMemory<byte> Body, long DeliveriesBefore);
