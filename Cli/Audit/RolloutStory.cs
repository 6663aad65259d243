using Guide.Contracts;
using Guide.Storage.Entities;

namespace Guide.Cli.Audit;

/// <summary>A rollout, its verdicts in the order of their attempts, and its row in the step (null when no step took it).</summary>
internal sealed record RolloutStory(RolloutRow Rollout, IReadOnlyList<VerdictRow> Verdicts, StepRolloutRow? Step)
{
    /// <summary>The effective verdict: the first that bears a reward; null when there is none.</summary>
    public VerdictRow? Effective => Verdicts.FirstOrDefault(v => v.Outcome.IsJudged());
}
