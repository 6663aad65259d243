using System.Globalization;
using System.Net;
using System.Text;

using Guide.Cli.Evaluation;
using Guide.Cli.Running;
using Guide.Recipes;

namespace Guide.Cli.Reporting;

/// <summary>report.html: one file without links to anything, readable with or without its plots.</summary>
internal static class HtmlReport
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1320px; margin: 2rem auto; padding: 0 1.2rem; color: #1d1d1b; background: #fbfbf8 }
        h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2.2rem } li { margin: .35rem 0; max-width: 62rem }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { text-align: right; padding: .25rem .7rem; border-bottom: 1px solid #ddd; white-space: nowrap }
        th:first-child, td:first-child { text-align: left } .scroll { overflow-x: auto } .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 1.2rem }
        figure { margin: 0 } figure svg { max-width: 100%; height: auto } figcaption { font-weight: 600 } .note { color: #666 } details { margin: .5rem 0 }
        """;

    /// <summary>The page.</summary>
    public static string Of(FrozenExperiment experiment, IReadOnlyList<RunResult> runs, DateTimeOffset now)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(E(experiment.Name)).Append(" · Guide</title><style>").Append(Style).Append("</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{E(experiment.Name)}</h1><p class=\"note\">started {experiment.CreatedAt:yyyy-MM-dd HH:mm} UTC, report made {now:yyyy-MM-dd HH:mm} UTC; {runs.Count} run(s){(runs.All(r => r.Ended) ? "" : ", not all ended")}</p>\n");

        var findings = Findings.Of(runs);
        if (findings.Count > 0)
        {
            page.Append("<h2>What was measured says</h2><ul>");
            foreach (var finding in findings)
            {
                page.Append("<li>").Append(E(finding)).Append("</li>\n");
            }

            page.Append("</ul>\n");
        }

        var table = ResultTable.Of(runs);
        page.Append("<h2>pass@k on held-out problems</h2><p class=\"note\">One seed: mean [95 % interval over problems]. Several seeds: mean ± standard deviation over seeds. Unless it says “with hints”, no policy sees a hint here.</p>");
        Table(page, table.Header, table.Rows);
        if (runs.Count > 0 && runs[0].Ks.Any(k => PassAtK.IsNoisy(runs[0].Recipe.Evaluation.SamplesPerProblem, k)))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">With {runs[0].Recipe.Evaluation.SamplesPerProblem} samples a problem, pass@k beyond k = {Math.Max(1, runs[0].Recipe.Evaluation.SamplesPerProblem / 4)} is unbiased but noisy.</p>\n");
        }

        PassPlots(page, runs);
        BetweenPlot(page, runs);
        TrainingPlots(page, runs);
        GainsTable(page, runs);
        RunsTable(page, runs);
        Recipes(page, runs);
        return page.Append("</body></html>\n").ToString();
    }

    private static void PassPlots(StringBuilder page, IReadOnlyList<RunResult> runs)
    {
        var policies = new List<(string, IReadOnlyList<EvaluationResult>)>();
        var initial = runs.Select(r => r.Initial).OfType<EvaluationResult>().ToList();
        if (initial.Count > 0)
        {
            policies.Add(("initial", initial));
        }

        policies.AddRange(runs.GroupBy(r => r.Arm).Select(a => (a.Key, (IReadOnlyList<EvaluationResult>)[.. a.Select(r => r.Final).OfType<EvaluationResult>()])).Where(p => p.Item2.Count > 0));
        Plots(page, runs.Count == 0 || policies.Count == 0 ? [] : [.. new[] { runs[0].Ks[0], runs[0].Ks[^1] }.Distinct().Select(k => ($"pass@{k} by tier, without hints", Charts.Passes(policies, k)))]);
    }

    private static void BetweenPlot(StringBuilder page, IReadOnlyList<RunResult> runs)
    {
        Plots(page, [("pass@1 on held-out problems while training, without hints", Charts.HeldOut(runs))]);
        foreach (var run in runs.Where(r => r.NotMeasured > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{E(run.RunId)}: {run.NotMeasured} of {run.NotMeasured + run.Between.Count} versions between have not been measured.</p>\n");
        }
    }

    private static void TrainingPlots(StringBuilder page, IReadOnlyList<RunResult> runs)
    {
        page.Append("<h2>Training</h2><p class=\"note\">A line a run; smoothed over five steps except the ratios.</p>");
        var plots = new List<(string, string?)>
        {
            ("Reward of unguided rollouts", Charts.Metric(runs, "unguided/reward_mean", "mean reward")),
            ("Share of groups whose unguided rollouts are all wrong", Charts.Metric(runs, "lineages_all_wrong", "share")),
            ("Success of guided rollouts", Charts.Metric(runs, "guided/success", "share")),
            ("Guided groups that are all correct", Charts.Metric(runs, "guided/groups_all_correct", "share")),
            ("Share of lineages with an advantage", Charts.Metric(runs, "lineages_useful", "share")),
            ("Entropy of unguided tokens", Charts.Metric(runs, "unguided/entropy", "nats a token")),
        };
        foreach (var arm in runs.GroupBy(r => r.Arm))
        {
            plots.Add(($"{arm.Key}: unguided success on training prompts, by tier", Charts.TierSuccess([.. arm])));
        }

        foreach (var arm in runs.GroupBy(r => r.Arm))
        {
            plots.Add(($"{arm.Key}: importance ratios of guided tokens", Charts.Ratios([.. arm], "guided")));
            plots.Add(($"{arm.Key}: importance ratios of unguided tokens", Charts.Ratios([.. arm], "unguided")));
        }

        Plots(page, plots);
    }

    private static void GainsTable(StringBuilder page, IReadOnlyList<RunResult> runs)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var run in runs)
        {
            rows.AddRange(run.Gains().Select(g => (IReadOnlyList<string>)
            [
                run.Arm, $"{run.Seed}", g.Key, F(g.Value.Gain.SelfDistillation), F(g.Value.Gain.CapabilityGain), F(g.Value.Gain.Regression), F(g.Value.Gain.Total), $"{g.Value.Regressed} of {g.Value.Problems}",
            ]));
        }

        if (rows.Count == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>Where the change in pass@1 came from</h2><p class=\"note\">Against the initial policy, k = {runs[0].Ks[^1]}: self-distillation p1·(P0 − p0), capability gain p1·(1 − P0), regression p0·(1 − p1); the first two minus the third are p1 − p0 exactly.</p>");
        Table(page, ["arm", "seed", "tier", "self-distillation", "capability gain", "regression", "change", "problems that got worse"], rows);
        Plots(page, [.. runs.GroupBy(r => r.Arm).Select(a => ($"{a.Key}: parts of the change", Charts.Gains([.. a])))]);
    }

    private static void RunsTable(StringBuilder page, IReadOnlyList<RunResult> runs)
    {
        page.Append("<h2>Runs</h2>");
        Table(
            page,
            ["run", "arm", "seed", "steps", "rollouts", "of them guided", "wall s", "how root groups ended"],
            [.. runs.Select(r => (IReadOnlyList<string>)
            [
                r.RunId, r.Arm, $"{r.Seed}", $"{r.Updates}", N(r.Rollouts), N(r.GuidedRollouts), r.WallSeconds.ToString("0", CultureInfo.InvariantCulture),
                string.Join(", ", r.Ends.Select(e => $"{e.Key} {N(e.Value)}")),
            ])]);
    }

    private static void Recipes(StringBuilder page, IReadOnlyList<RunResult> runs)
    {
        page.Append("<h2>Settings</h2>");
        foreach (var arm in runs.GroupBy(r => r.Arm))
        {
            page.Append("<details><summary>").Append(E(arm.Key)).Append("</summary>");
            Table(page, ["key", "value", "unit"], [.. RecipeSchema.Keys.Where(k => k.Key != "seed").Select(k => (IReadOnlyList<string>)
                [k.Key, string.Create(CultureInfo.InvariantCulture, $"{RecipeSchema.Read(arm.First().Recipe, k.Key) ?? "none"}"), RecipeUnits.Of(k.Key)])]);
            page.Append("</details>\n");
        }
    }

    private static void Plots(StringBuilder page, IReadOnlyList<(string Title, string? Svg)> plots)
    {
        page.Append("<div class=\"plots\">");
        foreach (var (title, svg) in plots)
        {
            if (svg is not null)
            {
                page.Append("<figure><figcaption>").Append(E(title)).Append("</figcaption>").Append(svg.AsSpan(svg.IndexOf("<svg", StringComparison.Ordinal))).Append("</figure>\n");
            }
        }

        page.Append("</div>\n");
    }

    private static void Table(StringBuilder page, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        page.Append("<div class=\"scroll\"><table><tr>").AppendJoin("", header.Select(h => $"<th>{E(h)}</th>")).Append("</tr>\n");
        foreach (var row in rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select(c => $"<td>{E(c)}</td>")).Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private static string F(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string N(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
