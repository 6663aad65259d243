using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guide.Cli.Reporting;

/// <summary>summary.json: one entry for each arm and seed; pass@k of the last version, without hints, by tier.</summary>
internal static class SummaryJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Its text.</summary>
    public static string Of(IReadOnlyList<RunResult> runs)
    {
        var arms = new JsonArray();
        foreach (var run in runs)
        {
            var tiers = new JsonObject();
            foreach (var tier in run.Final?.Tiers(run.Ks) ?? [])
            {
                var passes = new JsonObject();
                foreach (var (k, estimate) in tier.PassAt)
                {
                    passes[$"pass@{k}"] = Math.Round(estimate.Mean, 6);
                }

                tiers[tier.Tier] = passes;
            }

            arms.Add(new JsonObject
            {
                ["name"] = run.Arm,
                ["seed"] = run.Seed,
                ["updates"] = run.Updates,
                ["rollouts"] = run.Rollouts,
                ["wall_seconds"] = Math.Round(run.WallSeconds, 1),
                ["tiers"] = tiers,
            });
        }

        return new JsonObject { ["arms"] = arms }.ToJsonString(Indented);
    }
}
