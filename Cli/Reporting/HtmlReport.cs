using System.Globalization;
using System.Text;

using Guide.Cli.Evaluation;
using Guide.Cli.Hints;
using Guide.Cli.Reporting.Drawing;
using Guide.Cli.Running;
using Guide.Recipes;

using static Guide.Cli.Reporting.Html;

namespace Guide.Cli.Reporting;

/// <summary>
/// report.html: one file without links to anything. The headline first, then the table, the charts, and folded below what only some want:
/// findings, parts of the change, runs, settings.
/// </summary>
internal sealed class HtmlReport
{
    private const int ExampleText = 280;
    private readonly StringBuilder _page = new();
    private readonly Palette _palette = new();
    private readonly FrozenExperiment _experiment;
    private readonly IReadOnlyList<RunResult> _runs;

    private readonly string _folder;

    private HtmlReport(FrozenExperiment experiment, IReadOnlyList<RunResult> runs, string folder) => (_experiment, _runs, _folder) = (experiment, runs, folder);

    /// <summary>The page.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="runs">Its results.</param>
    /// <param name="folder">The run folder, as commands name it.</param>
    /// <param name="now">When the page is made.</param>
    public static string Of(FrozenExperiment experiment, IReadOnlyList<RunResult> runs, string folder, DateTimeOffset now) => new HtmlReport(experiment, runs, folder).Page(now);

    private string Page(DateTimeOffset now)
    {
        foreach (var arm in _runs.Select(run => run.Arm))
        {
            _palette.Of(arm);
        }

        _page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>")
            .Append(E(_experiment.Name)).Append(" · Guide</title><style>").Append(ReportStyle.Sheet).Append("</style></head><body>\n");
        _page.Append(CultureInfo.InvariantCulture, $"<h1>{E(_experiment.Name)}</h1><p class=\"note\">started {_experiment.CreatedAt:yyyy-MM-dd HH:mm} UTC, report made {now:yyyy-MM-dd HH:mm} UTC; {_runs.Count} run(s){(_runs.All(r => r.Ended) ? "" : ", not all ended")}</p>\n");
        Head();
        Passes();
        WriteFindings();
        Plots("pass@k by tier", "", [.. Ks().Select(k => Charts.Passes(_runs, _palette, k)), Charts.HeldOut(_runs, _palette)]);
        NotMeasured();
        Training();
        Hints();
        Examples();
        Gains();
        Runs();
        Settings();
        Origin();
        return _page.Append("</body></html>\n").ToString();
    }

    private void Head()
    {
        var headline = Headline.Of(_runs, _palette);
        _page.Append("<section class=\"headline\"><p class=\"sentence\">").Append(E(headline.Sentence)).Append("</p>");
        if (headline.Picture is { } picture)
        {
            Draw(_page, picture);
            _page.Append("<p class=\"note\">Bars: mean over seeds. Lines: 95 % interval over problems.</p>");
        }

        _page.Append("</section>\n");
    }

    private void Passes()
    {
        var table = ResultTable.Of(_runs);
        if (table.Rows.Count == 0)
        {
            return;
        }

        _page.Append("<h2>pass@k on held-out problems</h2><p class=\"note\">pass@k: the chance that at least one of k attempts is right. One seed: mean and 95 % interval over problems. Several seeds: mean ± standard deviation over seeds. Unless it says “with hints”, no policy sees a hint here.</p>");
        table.WriteHtml(_page, _palette);
        if (_runs.Count > 0 && _runs[0].Ks.Any(k => PassAtK.IsNoisy(_runs[0].Recipe.Evaluation.SamplesPerProblem, k)))
        {
            _page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">With {_runs[0].Recipe.Evaluation.SamplesPerProblem} samples a problem, pass@k beyond k = {Math.Max(1, _runs[0].Recipe.Evaluation.SamplesPerProblem / 4)} is unbiased but noisy.</p>\n");
        }
    }

    private void WriteFindings()
    {
        var findings = Findings.Of(_runs);
        if (findings.Count == 0)
        {
            return;
        }

        _page.Append(CultureInfo.InvariantCulture, $"<details><summary>Findings ({findings.Count}): what the measured values say</summary><ul>");
        foreach (var finding in findings)
        {
            _page.Append("<li>").Append(E(finding)).Append("</li>\n");
        }

        _page.Append("</ul></details>\n");
    }

    private IEnumerable<int> Ks() => _runs.Count == 0 ? [] : new[] { _runs[0].Ks[0], _runs[0].Ks[^1] }.Distinct();

    private void NotMeasured()
    {
        foreach (var run in _runs.Where(run => run.NotMeasured > 0))
        {
            _page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{E(run.RunId)}: {run.NotMeasured} of {run.NotMeasured + run.Between.Count} versions between have not been measured.</p>\n");
        }
    }

    private void Training()
    {
        Plots("Training", "A line a run, smoothed over five steps.", [
            Line("unguided/reward_mean", "Reward of unguided rollouts", "mean reward", share: true),
            Line("lineages_all_wrong", "Groups whose unguided rollouts are all wrong", "share", share: true),
            Line("guided/success", "Success of guided rollouts", "share", share: true),
            Line("guided/groups_all_correct", "Guided groups that are all correct", "share", share: true),
            Line("lineages_useful", "Lineages with an advantage", "share", share: true),
            .. _runs.GroupBy(run => run.Arm).Select(arm => Charts.TierSuccess(arm.Key, [.. arm])),
        ]);
        Plots("Optimization", "The same. γ shapes the ratios of guided tokens; the log-prob gap compares sampler and trainer and is 0 but for rounding.", [
            Line("loss", "Loss (not comparable between steps)", "loss"),
            Line("gradient_norm", "Gradient norm before clipping", "L2 norm"),
            Line("unguided/entropy", "Entropy of unguided tokens", "nats a token"),
            Line("gamma", "γ of the shaping", "γ"),
            Line("unguided/log_prob_gap", "Log-prob gap, unguided", "nats a token"),
            Line("guided/log_prob_gap", "Log-prob gap, guided", "nats a token"),
            .. _runs.GroupBy(run => run.Arm).SelectMany(arm => new[] { Charts.Ratios(arm.Key, [.. arm], "guided"), Charts.Ratios(arm.Key, [.. arm], "unguided") }),
        ]);
        Plots("Completions", "The same.", [
            Line("unguided/completion_tokens_mean", "Length of unguided completions", "tokens"),
            Line("guided/completion_tokens_mean", "Length of guided completions", "tokens"),
            Line("unguided/truncated", "Unguided completions cut at their budget", "share", share: true),
            Line("guided/truncated", "Guided completions cut at their budget", "share", share: true),
            Line("unguided/format_error", "Unguided completions without a readable answer", "share", share: true),
        ]);

        Figure? Line(string metric, string title, string axis, bool share = false) => Charts.Metric(_runs, _palette, metric, title, axis, share);
    }

    private void Hints()
    {
        var runs = _runs.Where(static run => run.HintKinds.Count > 0).ToList();
        if (runs.Count == 0)
        {
            return;
        }

        _page.Append("<h2>Hints</h2><p class=\"note\">Uplift: guided minus unguided success on the same prompts while training, with its 95 % interval (Newcombe). <code>guide hints list</code> has every hint.</p>")
            .Append("<table><thead><tr><th>run</th><th>source, level</th><th>hints</th><th>refused</th><th>retired</th><th>words</th><th>guided groups</th><th>uplift</th></tr></thead><tbody>\n");
        foreach (var run in runs)
        {
            foreach (var kind in run.HintKinds)
            {
                _page.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{E(run.RunId)}</td><td>{E(kind.Kind)}</td><td>{kind.Hints}</td><td>{kind.Refused}</td><td>{kind.Retired}</td><td>{kind.Words:0.0}</td><td>{kind.Uplift?.Groups ?? 0}</td><td>{E(HintKinds.Text(kind.Uplift))}</td></tr>\n");
            }
        }

        _page.Append("</tbody></table>\n");
    }

    private void Examples()
    {
        var examples = _runs.SelectMany(run => run.Examples).DistinctBy(example => example.Kind).Take(3).ToList();
        if (examples.Count == 0)
        {
            return;
        }

        _page.Append("<h2>Groups to look at</h2>\n<div class=\"examples\">");
        foreach (var example in examples)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<section><h3>{E(example.Kind)}</h3><p class=\"note\">{example.Correct} of {example.Judged} correct · {E(example.RunId)}</p>");
            Part("asked", example.Prompt);
            Part("hint", example.Hint);
            Part("said", example.Completion);
            _page.Append(CultureInfo.InvariantCulture, $"<pre class=\"command\">./guide explain {example.GroupId:N} --run-folder {E(_folder)}</pre></section>\n");
        }

        _page.Append("</div>\n");

        void Part(string name, string? text)
        {
            if (text is not null)
            {
                _page.Append("<p class=\"part\">").Append(name).Append("</p><pre>").Append(E(text.Length > ExampleText ? $"{text[..ExampleText]} …" : text)).Append("</pre>");
            }
        }
    }

    private void Gains()
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var run in _runs)
        {
            var gains = run.Gains();
            rows.AddRange(Tiers.InOrder(gains.Keys).Select(tier => (IReadOnlyList<string>)
            [
                run.Arm, $"{run.Seed}", tier, Between(gains[tier].SelfDistillation), Between(gains[tier].CapabilityGain), Between(gains[tier].Regression), F(gains[tier].Gain.Total), $"{gains[tier].Regressed} of {gains[tier].Problems}",
            ]));
        }

        if (rows.Count > 0)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<details><summary>Where the change in pass@1 came from</summary><p class=\"note\">Against the initial policy, k = {_runs[0].Ks[^1]}: self-distillation p1·(P0 − p0), capability gain p1·(1 − P0), regression p0·(1 − p1); the first two minus the third are p1 − p0 exactly. Brackets: 95 %, {E(Evaluation.Bootstrap.Name)}.</p>");
            Table(_page, ["arm", "seed", "tier", "self-distillation", "capability gain", "regression", "change", "problems that got worse"], rows);
            _page.Append("</details>\n");
        }
    }

    private static string Between(Evaluation.Estimate e) => $"{F(e.Mean)} [{F(e.Low)}, {F(e.High)}]";

    private void Runs()
    {
        _page.Append("<details><summary>Runs</summary>");
        Table(
            _page,
            ["run", "seed", "steps", "rollouts", "of them guided", "wall s", "how root groups ended"],
            [.. _runs.Select(run => (IReadOnlyList<string>)
            [
                run.RunId, $"{run.Seed}", $"{run.Updates}", N(run.Rollouts), N(run.GuidedRollouts), run.WallSeconds.ToString("0", CultureInfo.InvariantCulture),
                string.Join(", ", run.Ends.Select(end => $"{end.Key} {N(end.Value)}")),
            ])]);
        _page.Append("</details>\n");
    }

    private void Settings()
    {
        foreach (var arm in _runs.GroupBy(run => run.Arm))
        {
            _page.Append("<details><summary>Settings of ").Append(E(arm.Key)).Append("</summary>");
            Table(_page, ["key", "value", "unit"], [.. RecipeSchema.Keys.Where(key => key.Key != "seed").Select(key => (IReadOnlyList<string>)
                [key.Key, string.Create(CultureInfo.InvariantCulture, $"{RecipeSchema.Read(arm.First().Recipe, key.Key) ?? "none"}"), RecipeUnits.Of(key.Key)])]);
            _page.Append("</details>\n");
        }
    }

    private void Origin()
    {
        if (_experiment.Origin is { } origin)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<footer class=\"note\"><p>Started with</p><pre class=\"command\">{E(origin.Command)}</pre><p>{(origin.Commit is null ? "" : $"commit {E(origin.Commit)} · ")}{E(origin.Machine)}</p></footer>\n");
        }
    }

    private void Plots(string title, string note, IReadOnlyList<Figure?> figures)
    {
        if (figures.All(figure => figure is null))
        {
            return;
        }

        _page.Append("<h2>").Append(E(title)).Append("</h2>");
        if (note.Length > 0)
        {
            _page.Append("<p class=\"note\">").Append(E(note)).Append("</p>");
        }

        _page.Append("<div class=\"plots\">");
        foreach (var figure in figures.OfType<Figure>())
        {
            Draw(_page, figure);
        }

        _page.Append("</div>\n");
    }

    private static string F(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string N(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
