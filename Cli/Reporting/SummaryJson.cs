using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Cli.Evaluation;

namespace Guide.Cli.Reporting;

/// <summary>summary.json: one entry for each arm and seed; pass@k of the last version, without hints, by tier, and of the versions between that were measured.</summary>
internal static class SummaryJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Its text.</summary>
    public static string Of(IReadOnlyList<RunResult> runs)
    {
        var arms = new JsonArray();
        foreach (var run in runs)
        {
            var arm = new JsonObject
            {
                ["name"] = run.Arm,
                ["seed"] = run.Seed,
                ["updates"] = run.Updates,
                ["rollouts"] = run.Rollouts,
                ["wall_seconds"] = Math.Round(run.WallSeconds, 1),
                ["tiers"] = Tiers(run, run.Final),
            };
            if (run.Between.Count > 0)
            {
                arm["evaluations"] = new JsonArray([.. run.Between.Select(v => new JsonObject { ["version"] = v.Version, ["tiers"] = Tiers(run, v.Result) })]);
            }

            arms.Add(arm);
        }

        return new JsonObject { ["arms"] = arms }.ToJsonString(Indented);
    }

    private static JsonObject Tiers(RunResult run, EvaluationResult? evaluation)
    {
        var tiers = new JsonObject();
        foreach (var tier in evaluation?.Tiers(run.Ks) ?? [])
        {
            var passes = new JsonObject();
            foreach (var (k, estimate) in tier.PassAt)
            {
                passes[$"pass@{k}"] = Math.Round(estimate.Mean, 6);
            }

            tiers[tier.Tier] = passes;
        }

        return tiers;
    }
}
