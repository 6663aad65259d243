using System.Globalization;

using Guide.Cli.Evaluation;

namespace Guide.Cli.Reporting;

/// <summary>The comparison as rows of text, for the terminal and for the report: pass@k without hints.</summary>
/// <param name="Header">Column names.</param>
/// <param name="Rows">One row a policy; over several seeds mean ± standard deviation, with one seed the 95 % interval over problems.</param>
internal sealed record ResultTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The initial policy, each arm at its end, and, where an arm matches another's rollouts, at equal updates.</summary>
    public static ResultTable Of(IReadOnlyList<RunResult> runs)
    {
        var tiers = runs.Select(r => r.Final ?? r.Initial).OfType<EvaluationResult>().SelectMany(e => e.Tiers([1])).Select(t => t.Tier).Where(t => t != EvaluationResult.Whole).Distinct().ToList();
        if (tiers.Count is 0 or > 4)
        {
            tiers = [EvaluationResult.Whole];
        }

        var ks = runs.Count == 0 ? [] : runs[0].Ks;
        int[] shown = ks.Count > 1 ? [ks[0], ks[^1]] : [.. ks];
        var header = new List<string> { "policy", "seeds", "steps", "rollouts", "wall s" };
        header.AddRange(tiers.SelectMany(t => shown.Select(k => $"{t} @{k}")));
        var rows = new List<IReadOnlyList<string>>();

        if (runs.Any(r => r.Initial is not null))
        {
            var bySeed = runs.Where(r => r.Initial is not null).DistinctBy(r => (r.Initial!.CheckpointSha256, r.Seed)).ToList();
            rows.Add(Row("initial", bySeed.Count, "0", "", "", [.. bySeed.Select(r => r.Initial!)]));
            var hinted = bySeed.Select(r => r.InitialGuided).OfType<EvaluationResult>().ToList();
            if (hinted.Count > 0)
            {
                rows.Add(Row("initial, with hints", hinted.Count, "0", "", "", hinted));
            }
        }

        foreach (var arm in runs.GroupBy(r => r.Arm))
        {
            var list = arm.ToList();
            var final = list.Select(r => r.Final).OfType<EvaluationResult>().ToList();
            rows.Add(Row(arm.Key, list.Count, Number(list.Average(r => r.Updates)), Thousands(list.Average(r => r.Rollouts)), Number(list.Average(r => r.WallSeconds)), final));
            var equal = list.Where(r => r.AtEqualUpdates is not null).ToList();
            if (equal.Count > 0)
            {
                rows.Add(Row(
                    $"{arm.Key} at equal updates", equal.Count, Number(equal.Average(r => r.AtEqualUpdates!.Value.Version)), "", "", [.. equal.Select(r => r.AtEqualUpdates!.Value.Result)]));
            }

            var hinted = list.Select(r => r.FinalGuided).OfType<EvaluationResult>().ToList();
            if (hinted.Count > 0)
            {
                rows.Add(Row($"{arm.Key}, with hints", hinted.Count, Number(list.Average(r => r.Updates)), "", "", hinted));
            }
        }

        return new ResultTable(header, rows);

        List<string> Row(string name, int seeds, string steps, string rollouts, string wall, IReadOnlyList<EvaluationResult> evaluations) =>
            [name, $"{seeds}", steps, rollouts, wall, .. tiers.SelectMany(tier => shown.Select(k => Cell(evaluations, tier, k)))];
    }

    /// <summary>Aligned text.</summary>
    public string ToText()
    {
        var widths = Header.Select((h, i) => Math.Max(h.Length, Rows.Count == 0 ? 0 : Rows.Max(r => r[i].Length))).ToList();
        return string.Join('\n', new[] { Header }.Concat(Rows).Select(row =>
            string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd()));
    }

    private static string Cell(IReadOnlyList<EvaluationResult> evaluations, string tier, int k)
    {
        var estimates = evaluations
            .Select(e => e.Tiers([k]).FirstOrDefault(t => t.Tier == tier)?.PassAt.GetValueOrDefault(k))
            .OfType<Estimate>()
            .ToList();
        return estimates.Count switch
        {
            0 => "",
            1 => $"{P(estimates[0].Mean)} [{Short(estimates[0].Low)},{Short(estimates[0].High)}]",
            _ => $"{P(estimates.Average(e => e.Mean))} ± {P(Statistics.StandardDeviation([.. estimates.Select(e => e.Mean)]))}",
        };
    }

    private static string Short(double share) => share >= 0.995 ? "1" : share.ToString(".00", CultureInfo.InvariantCulture);

    private static string P(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Thousands(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
