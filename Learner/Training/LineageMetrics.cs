using Guide.Contracts;
using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>What a step's lineages and their rollouts say by themselves, trained on or not.</summary>
internal static class LineageMetrics
{
    public static void Write(IReadOnlyList<Lineage> lineages, StepPlan plan, int learnerVersion, MetricSet metrics)
    {
        double count = Math.Max(1, lineages.Count);
        var hinted = lineages.Where(lineage => lineage.Guided.Count > 0).ToList();
        metrics.Put("lineages", lineages.Count);
        metrics.Put("guided_lineages", hinted.Count);
        metrics.Put("lineages_hinted", hinted.Count / count);
        metrics.Put("lineages_all_wrong", lineages.Count(lineage => lineage.Unguided.All(IsWrong)) / count);
        metrics.Put("lineages_all_correct", lineages.Count(lineage => lineage.Unguided.All(IsCorrect)) / count);
        var useful = plan.Rows.Where(row => row.TokenAdvantages is not null || row.Advantage is not (null or 0)).Select(row => row.GroupId).ToHashSet();
        metrics.Put("lineages_useful", lineages.Count(lineage => useful.Contains(lineage.RootId)
            || (lineage.Guided.Count > 0 && useful.Contains(lineage.Guided[0].GroupId))) / count);
        if (hinted.Count > 0)
        {
            metrics.Put("guided/groups_all_wrong", hinted.Count(lineage => lineage.Guided.All(IsWrong)) / (double)hinted.Count);
            metrics.Put("guided/groups_all_correct", hinted.Count(lineage => lineage.Guided.All(IsCorrect)) / (double)hinted.Count);
        }

        if (lineages.Count > 0)
        {
            var staleness = lineages.Select(lineage => LineageTriage.Staleness(lineage, learnerVersion)).ToList();
            metrics.Put("staleness_mean", staleness.Average());
            metrics.Put("staleness_max", staleness.Max());
        }

        WriteRollouts("unguided", [.. lineages.SelectMany(lineage => lineage.Unguided)], metrics);
        WriteRollouts("guided", [.. lineages.SelectMany(lineage => lineage.Guided)], metrics);
    }

    private static void WriteRollouts(string part, List<TrainingRollout> all, MetricSet metrics)
    {
        if (all.Count == 0)
        {
            return;
        }

        var judged = all.FindAll(rollout => rollout is { Reward: not null, Outcome: not null });
        metrics.Put($"{part}/rollouts", all.Count);
        metrics.Put($"{part}/judged", judged.Count / (double)all.Count);
        metrics.Put($"{part}/truncated", all.Count(rollout => rollout.FinishReason == FinishReason.Length) / (double)all.Count);
        metrics.Put($"{part}/completion_tokens_mean", all.Average(rollout => rollout.CompletionIds.Length));
        if (judged.Count > 0)
        {
            metrics.Put($"{part}/reward_mean", judged.Average(rollout => rollout.Reward!.Value));
            metrics.Put($"{part}/success", judged.Count(IsCorrect) / (double)judged.Count);
            metrics.Put($"{part}/format_error", judged.Count(rollout => rollout.Outcome == VerdictOutcome.FormatError) / (double)judged.Count);
        }
    }

    private static bool IsCorrect(TrainingRollout rollout) => rollout.Outcome == VerdictOutcome.Correct;

    private static bool IsWrong(TrainingRollout rollout) => rollout.Outcome is VerdictOutcome.Incorrect or VerdictOutcome.FormatError;
}
