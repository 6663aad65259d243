using System.Text;
using System.Text.Json.Nodes;

namespace Guide.Cli.Reporting;

/// <summary>metrics.jsonl: a line for each step of each run, with every metric of it, for tools that draw their own curves.</summary>
internal static class MetricsLines
{
    /// <summary>Its text. A metric that is not finite is null.</summary>
    public static string Of(IReadOnlyList<RunResult> runs)
    {
        var lines = new StringBuilder();
        foreach (var run in runs)
        {
            foreach (var step in run.Steps)
            {
                var line = new JsonObject { ["run_id"] = run.RunId, ["arm"] = run.Arm, ["seed"] = run.Seed, ["version"] = step.Version };
                foreach (var (name, value) in step.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
                {
                    line[name] = double.IsFinite(value) ? JsonValue.Create(value) : null;
                }

                lines.Append(line.ToJsonString()).Append('\n');
            }
        }

        return lines.ToString();
    }
}
