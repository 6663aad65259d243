using System.Globalization;
using System.Text;

using Guide.Cli.Evaluation;
using Guide.Cli.Reporting.Drawing;

namespace Guide.Cli.Reporting;

/// <summary>The comparison, for the terminal and for the report: pass@k by policy and tier.</summary>
/// <param name="Tiers">The tiers, in order; too many are shown as one.</param>
/// <param name="Hardest">The tier that stands out.</param>
/// <param name="Ks">The smallest and the largest k.</param>
/// <param name="Rows">One row a policy.</param>
internal sealed record ResultTable(IReadOnlyList<string> Tiers, string? Hardest, IReadOnlyList<int> Ks, IReadOnlyList<ResultRow> Rows)
{
    private const int MostTiers = 4;

    /// <summary>The initial policy, each arm at its end, and, where an arm matches another's rollouts, at equal updates.</summary>
    public static ResultTable Of(IReadOnlyList<RunResult> runs)
    {
        var tiers = Reporting.Tiers.Measured(runs);
        if (tiers.Count is 0 or > MostTiers)
        {
            tiers = [EvaluationResult.Whole];
        }
        else if (Reporting.Tiers.Hardest(runs) is EvaluationResult.Whole)
        {
            tiers = [.. tiers.Where(tier => tier != EvaluationResult.Whole), EvaluationResult.Whole];
        }

        var ks = runs.Count == 0 ? [] : runs[0].Ks;
        int[] shown = ks.Count > 1 ? [ks[0], ks[^1]] : [.. ks];
        var rows = new List<ResultRow>();
        if (runs.Any(r => r.Initial is not null))
        {
            var bySeed = runs.Where(r => r.Initial is not null).DistinctBy(r => (r.Initial!.CheckpointSha256, r.Seed)).ToList();
            rows.Add(Row("initial", Palette.Initial, "0", "", [.. bySeed.Select(r => r.Initial!)]));
            Hinted("initial", Palette.Initial, "0", bySeed.Select(r => r.InitialGuided));
        }

        foreach (var arm in runs.GroupBy(r => r.Arm))
        {
            var steps = Number(arm.Average(r => r.Updates));
            rows.Add(Row(arm.Key, arm.Key, steps, Number(arm.Average(r => r.Rollouts)), [.. arm.Select(r => r.Final).OfType<EvaluationResult>()]));
            var equal = arm.Where(r => r.AtEqualUpdates is not null).ToList();
            if (equal.Count > 0)
            {
                rows.Add(Row($"{arm.Key} at equal updates", arm.Key, Number(equal.Average(r => r.AtEqualUpdates!.Value.Version)), "", [.. equal.Select(r => r.AtEqualUpdates!.Value.Result)]));
            }

            Hinted(arm.Key, arm.Key, steps, arm.Select(r => r.FinalGuided));
        }

        return new ResultTable(tiers, Reporting.Tiers.Hardest(runs), shown, rows);

        void Hinted(string name, string policy, string steps, IEnumerable<EvaluationResult?> evaluations)
        {
            if (evaluations.OfType<EvaluationResult>().ToList() is { Count: > 0 } hinted)
            {
                rows.Add(Row($"{name}, with hints", policy, steps, "", hinted));
            }
        }

        ResultRow Row(string name, string policy, string steps, string rollouts, IReadOnlyList<EvaluationResult> evaluations) =>
            new(name, policy, steps, rollouts, [.. tiers.Select(tier => (IReadOnlyList<ResultCell>)[.. shown.Select(k => Cell(evaluations, tier, k))])]);
    }

    /// <summary>Aligned text: with intervals where they fit the width, else the means alone.</summary>
    /// <param name="width">Columns that there are.</param>
    public string ToText(int width = int.MaxValue)
    {
        var wide = Aligned(
            [.. new[] { "policy", "steps", "rollouts" }.Concat(Tiers.SelectMany(tier => Ks.Select(k => $"{tier} @{k}")))],
            row => [.. row.Cells.SelectMany(tier => tier.Select(cell => $"{cell.Mean} {cell.Spread}".Trim()))]);
        return wide.Split('\n').Max(line => line.Length) <= width ? wide : Aligned(
            [.. new[] { "policy", "steps", "rollouts" }.Concat(Tiers.Select(tier => $"{tier} @{string.Join('/', Ks)}"))],
            row => [.. row.Cells.Select(tier => string.Join('/', tier.Select(cell => cell.Mean.StartsWith("0.", StringComparison.Ordinal) ? cell.Mean[1..] : cell.Mean)))]);
    }

    /// <summary>The table of the page; the hardest tier stands out.</summary>
    public void WriteHtml(StringBuilder page, Palette palette)
    {
        var key = Hardest is null ? -1 : Tiers.ToList().IndexOf(Hardest);
        page.Append("<div class=\"scroll\"><table><thead><tr><th>policy</th><th class=\"plain\">steps</th><th class=\"plain\">rollouts</th>")
            .AppendJoin("", Tiers.Select((tier, i) => $"<th{(i == key ? " class=\"key\"" : "")}>{Html.E(tier)}<small> pass@{string.Join('/', Ks)}</small></th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in Rows)
        {
            page.Append($"<tr><td><i class=\"{palette.Of(row.Policy)}\"></i>{Html.E(row.Name)}</td><td class=\"plain\">{row.Steps}</td><td class=\"plain\">{row.Rollouts}</td>");
            foreach (var (i, tier) in row.Cells.Index())
            {
                page.Append($"<td{(i == key ? " class=\"key\"" : "")}>{string.Concat(tier.Select((cell, k) => k == 0 ? cell.Mean : $"<span class=\"far\"> / {cell.Mean}</span>"))}<small>{(tier.Count > 0 ? Html.E(tier[0].Spread) : "")}</small></td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private string Aligned(IReadOnlyList<string> header, Func<ResultRow, IReadOnlyList<string>> cells)
    {
        var lines = Rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Steps, row.Rollouts, .. cells(row)]).Prepend(header).ToList();
        var widths = header.Select((_, i) => lines.Max(line => line[i].Length)).ToList();
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd()));
    }

    private static ResultCell Cell(IReadOnlyList<EvaluationResult> evaluations, string tier, int k)
    {
        var estimates = evaluations
            .Select(e => e.Tiers([k]).FirstOrDefault(t => t.Tier == tier)?.PassAt.GetValueOrDefault(k))
            .OfType<Estimate>()
            .ToList();
        return estimates.Count switch
        {
            0 => new ResultCell("", ""),
            1 => new ResultCell(P(estimates[0].Mean), $"[{Short(estimates[0].Low)},{Short(estimates[0].High)}]"),
            _ => new ResultCell(P(estimates.Average(e => e.Mean)), $"± {P(Statistics.StandardDeviation([.. estimates.Select(e => e.Mean)]))}"),
        };
    }

    private static string Short(double share) => share >= 0.995 ? "1" : share.ToString(".00", CultureInfo.InvariantCulture);

    private static string P(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
