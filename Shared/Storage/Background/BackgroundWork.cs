using Guide.Storage.Entities;

namespace Guide.Storage.Background;

/// <summary>What is to be sent now of evaluations and replays.</summary>
/// <param name="Send">Groups whose message goes out.</param>
/// <param name="IsOpen">True: some are under way or still unsent.</param>
public sealed record BackgroundWork(IReadOnlyList<GroupRow> Send, bool IsOpen);
