using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guide.Cli.Evaluation;

/// <summary>What <c>guide eval</c> prints.</summary>
internal static class EvaluationText
{
    /// <summary>For a reader, or as JSON.</summary>
    /// <param name="results">Without hints, then with hints where they were asked for.</param>
    /// <param name="ks">k of pass@k.</param>
    /// <param name="n">Completions of each problem.</param>
    /// <param name="json">True: JSON.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IReadOnlyList<EvaluationResult> results, IReadOnlyList<int> ks, int n, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(Json(results, ks, n));
            return;
        }

        foreach (var result in results)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.Guided ? "with hints" : "without hints")}: {result.Problems.Count} problems × {n} completions, {result.Truncated:0.0 %} truncated, {result.Unusable} prompts unusable"));
            if (result.UnjudgedCompletions > 0)
            {
                output.WriteLine($"  not judged: {result.UnjudgedCompletions} completions, and with them {result.UnjudgedProblems} problems; they are in no number below");
            }

            foreach (var tier in result.Tiers(ks))
            {
                output.WriteLine($"  {tier.Tier,-18} {string.Join("   ", tier.PassAt.Select(p => Text(p.Key, p.Value, n) + (p.Value.Problems < tier.PassAt.Values.Max(static e => e.Problems) ? $" of {p.Value.Problems} problems" : "")))}");
            }
        }

        if (ks.Any(k => PassAtK.IsNoisy(n, k)))
        {
            output.WriteLine("  * fewer than 4k completions a problem: unbiased, but noisy");
        }
    }

    private static string Text(int k, Estimate e, int n) => string.Create(
        CultureInfo.InvariantCulture, $"pass@{k} {e.Mean:0.000} [{e.Low:0.000}, {e.High:0.000}]{(PassAtK.IsNoisy(n, k) ? "*" : "")}");

    private static string Json(IReadOnlyList<EvaluationResult> results, IReadOnlyList<int> ks, int n)
    {
        var all = new JsonArray();
        foreach (var result in results)
        {
            var tiers = new JsonObject();
            foreach (var tier in result.Tiers(ks))
            {
                tiers[tier.Tier] = new JsonObject(tier.PassAt.Select(p => KeyValuePair.Create(
                    $"pass@{p.Key}",
                    (JsonNode?)new JsonObject { ["mean"] = p.Value.Mean, ["low"] = p.Value.Low, ["high"] = p.Value.High, ["problems"] = p.Value.Problems })));
            }

            all.Add(new JsonObject
            {
                ["checkpoint"] = result.Checkpoint,
                ["sha256"] = result.CheckpointSha256,
                ["guided"] = result.Guided,
                ["samples_per_problem"] = n,
                ["unusable_prompts"] = result.Unusable,
                ["truncated_share"] = result.Truncated,
                ["unjudged_problems"] = result.UnjudgedProblems,
                ["unjudged_completions"] = result.UnjudgedCompletions,
                ["tiers"] = tiers,
            });
        }

        return new JsonObject { ["evaluations"] = all }.ToJsonString(JsonSerializerOptions.Default);
    }
}
