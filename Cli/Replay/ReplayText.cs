using System.Globalization;

using Guide.Contracts;

namespace Guide.Cli.Replay;

/// <summary>What <c>guide replay</c> prints for a reader.</summary>
internal static class ReplayText
{
    private const int FlipsShown = 20;

    /// <summary>What is judged otherwise now.</summary>
    public static void Write(ReplayDiff diff, TextWriter output)
    {
        output.WriteLine($"{diff.RunId}: {diff.Judged} rollouts judged by {diff.VerifierSetVersion}, {diff.Flips.Count} judged otherwise");
        if (new ReplaySample(diff.Sample, diff.Seed).Note(diff.GroupsLookedAt, diff.Groups) is { Length: > 0 } note)
        {
            output.WriteLine(note);
        }

        if (diff.Unjudged > 0)
        {
            output.WriteLine($"could not be judged: {diff.Unjudged} (in no count below)");
        }

        foreach (var kind in diff.Flips.GroupBy(f => (f.Before, f.After)).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"  {Word(kind.Key.Before)} → {Word(kind.Key.After)}: {kind.Count()}");
        }

        var trained = diff.Flips.Where(f => f.TrainedVersion is not null).ToList();
        output.WriteLine($"groups concerned: {diff.Flips.Select(f => f.GroupId).Distinct().Count()}");
        output.WriteLine($"steps that had trained on them: {(trained.Count == 0 ? "none" : string.Join(", ", trained.Select(f => $"v{f.TrainedVersion}").Distinct()))}");
        output.WriteLine($"hints that were needless: {diff.NeedlessHints.Count}");
        foreach (var flip in diff.Flips.Take(FlipsShown))
        {
            output.WriteLine($"  {flip.GroupId} slot {flip.Slot}{(flip.Guided ? " (guided)" : "")}: {Word(flip.Before)} → {Word(flip.After)}: {flip.Detail.ReplaceLineEndings(" ")}");
        }

        if (diff.Flips.Count > FlipsShown)
        {
            output.WriteLine($"  … {diff.Flips.Count - FlipsShown} more; --json lists all");
        }
    }

    private static string Word(VerdictOutcome? outcome) => outcome is { } o ? SnakeCaseJson.Word(o).Replace('_', ' ') : "unjudged";

    /// <summary>One step that was taken again.</summary>
    public static string Of(ReplayedStep step) => string.Create(
        CultureInfo.InvariantCulture,
        $"version {step.Version}: {step.Lineages} lineages, {step.UpdatesApplied} updates, gradient norm {Metric(step.Before, "gradient_norm")} → {Metric(step.After, "gradient_norm")}, clipped {Metric(step.Before, "unguided/clip_fraction")} → {Metric(step.After, "unguided/clip_fraction")}");

    /// <summary>Where a training replay has come to.</summary>
    public static string Of(TrainingReplayResult result) =>
        $"{result.RunId}: {result.Steps.Count} steps trained again → {result.Checkpoint}\nSHA-256 {result.Sha256}{(result.Sha256 == result.RunSha256 ? ", the run's own last version" : $"; the run's last version has {result.RunSha256}")}\ncompare with: guide eval --model {result.Checkpoint} --data …";

    private static string Metric(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "–";
}
