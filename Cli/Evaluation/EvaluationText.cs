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
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(result)}: {result.Problems.Count} problems × {n} completions, {result.Truncated:0.0 %} truncated, {result.Unusable} prompts unusable"));
            if (result.UnjudgedCompletions > 0)
            {
                output.WriteLine($"  not judged: {result.UnjudgedCompletions} completions, and with them {result.UnjudgedProblems} problems; they are in no number below");
            }

            foreach (var tier in result.Slices(ks))
            {
                output.WriteLine(Line(tier, n));
            }
        }

        if (results is [var without, { Guided: true } guided])
        {
            WriteHints(without, guided, ks, n, output);
        }

        output.WriteLine($"  pass@1 is avg@{n}; 95 % intervals: {ShareOfProblems.Name}");
        if (ks.Any(k => PassAtK.IsNoisy(n, k)))
        {
            output.WriteLine("  * fewer than 4k completions a problem: unbiased, but noisy");
        }
    }

    /// <summary>What hints do, on the same problems: a problem without a usable hint is on neither side.</summary>
    private static void WriteHints(EvaluationResult without, EvaluationResult guided, IReadOnlyList<int> ks, int n, TextWriter output)
    {
        var same = without.On(guided);
        output.WriteLine($"the {same.Problems.Count} problems with a usable hint, of {without.Problems.Count}:");
        if (same.Problems.Count == 0)
        {
            return;
        }

        foreach (var (name, result) in new[] { ("without", same), ("with", guided.On(without)) })
        {
            output.WriteLine(Line(TierSummary.Of([.. result.Problems.Select(p => p with { Tier = name })], ks)[0], n));
        }

        var differences = ks.Select(k => (K: k, By: guided.Minus(without, k))).Where(static at => at.By is not null);
        output.WriteLine($"  {"difference",-18} {string.Join("   ", differences.Select(at => string.Create(CultureInfo.InvariantCulture, $"pass@{at.K} {at.By!.Mean:+0.000;-0.000;0.000} [{at.By.Low:+0.000;-0.000;0.000}, {at.By.High:+0.000;-0.000;0.000}]")))}");
        output.WriteLine($"  the difference's interval: {Bootstrap.Name}");
    }

    private static string Name(EvaluationResult result) => result.Guided ? "with hints" : "without hints";

    private static string Line(TierSummary tier, int n)
    {
        var most = tier.PassAt.Values.Select(static e => e.Problems).DefaultIfEmpty().Max();
        return $"  {tier.Tier,-18} {string.Join("   ", tier.PassAt.Select(p => Text("pass", p.Key, p.Value, n, most)).Concat(tier.MajorityAt.Select(p => Text("maj", p.Key, p.Value, n, most))))}";
    }

    private static string Text(string what, int k, Estimate e, int n, int most) => string.Create(
        CultureInfo.InvariantCulture, $"{what}@{k} {e.Mean:0.000} [{e.Low:0.000}, {e.High:0.000}]{(PassAtK.IsNoisy(n, k) ? "*" : "")}{(e.Problems < most ? $" of {e.Problems} problems" : "")}");

    private static string Json(IReadOnlyList<EvaluationResult> results, IReadOnlyList<int> ks, int n)
    {
        var all = new JsonArray();
        foreach (var result in results)
        {
            var tiers = new JsonObject();
            foreach (var tier in result.Slices(ks))
            {
                tiers[tier.Tier] = new JsonObject(tier.PassAt.Select(static p => Entry($"pass@{p.Key}", p.Value))
                    .Concat(tier.MajorityAt.Select(static p => Entry($"maj@{p.Key}", p.Value)))
                    .Concat(tier.PassAt.Where(static p => p.Key == 1).Select(p => Entry($"avg@{n}", p.Value)).Where(entry => n > 1)));
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

        var root = new JsonObject { ["evaluations"] = all, ["interval"] = ShareOfProblems.Name };
        if (results is [var without, { Guided: true } guided])
        {
            root["hints"] = new JsonObject(ks.Select(k => (K: k, By: guided.Minus(without, k))).Where(static at => at.By is not null).Select(static at => Entry($"pass@{at.K}", at.By!)))
            {
                ["interval"] = Bootstrap.Name,
            };
        }

        return root.ToJsonString(JsonSerializerOptions.Default);
    }

    private static KeyValuePair<string, JsonNode?> Entry(string name, Estimate e) =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["mean"] = e.Mean, ["low"] = e.Low, ["high"] = e.High, ["problems"] = e.Problems });
}
