using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Cli.Replay.Foreign;

/// <summary>A rollout that another trainer sampled, rewarded and wrote down.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Group">Names its group: step and prompt.</param>
/// <param name="Step">The step that it was sampled for; null = not said.</param>
/// <param name="Case">What our judges read.</param>
/// <param name="Reward">What it was given.</param>
/// <param name="HasAdvantage">Whether its step trained on it; null = not said.</param>
/// <param name="Error">The failure that it tells of; null = none.</param>
internal sealed record ForeignRollout(string Place, string Group, long? Step, VerificationCase Case, double Reward, bool? HasAdvantage, string? Error);
