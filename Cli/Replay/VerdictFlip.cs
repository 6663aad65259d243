using Guide.Contracts;

namespace Guide.Cli.Replay;

/// <summary>A stored rollout that is judged otherwise now.</summary>
/// <param name="GroupId">Its group.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Guided">True: it was sampled with a hint.</param>
/// <param name="Before">The stored effective verdict; null = it was unjudged.</param>
/// <param name="After">The verdict of today's verifiers.</param>
/// <param name="TrainedVersion">The version whose step used it with an advantage; null = none did.</param>
/// <param name="Detail">Why it is judged so now.</param>
internal sealed record VerdictFlip(Guid GroupId, int Slot, bool Guided, VerdictOutcome? Before, VerdictOutcome After, int? TrainedVersion, string Detail);
