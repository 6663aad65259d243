using Guide.Storage.Entities;

namespace Guide.Cli.Audit;

/// <summary>A rollout and what became of it.</summary>
/// <param name="Rollout">As stored.</param>
/// <param name="Verdicts">All its verdicts, in the order of their attempts.</param>
/// <param name="Effective">The effective one; null when there is none.</param>
/// <param name="Step">Its row in the step; null when no step took it.</param>
internal sealed record RolloutStory(RolloutRow Rollout, IReadOnlyList<VerdictRow> Verdicts, VerdictRow? Effective, StepRolloutRow? Step);
