using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>What the off-policy correction of a step's unguided rows amounts to; nothing where none is asked for.</summary>
internal static class CorrectionMetrics
{
    public static void Write(StepPlan plan, MetricSet metrics)
    {
        RowCorrection[] rows = [.. plan.Batches.SelectMany(static batch => batch).Select(static row => row.Correction).OfType<RowCorrection>()];
        var tokens = rows.Sum(static row => row.Weights.Length);
        if (tokens == 0)
        {
            return;
        }

        metrics.Put("unguided/correction_mean", rows.Sum(static row => row.Weights.Sum()) / tokens);
        metrics.Put("unguided/rejected_tokens", rows.Sum(static row => row.RejectedTokens) / (double)tokens);
        metrics.Put("unguided/rejected_rows", rows.Count(static row => row.RejectedRow) / (double)rows.Length);
    }
}
