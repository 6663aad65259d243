using Guide.Contracts;
using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>
/// Which rollouts of a step are looked at beside training: a few, by a rule without chance, spread evenly over lineages and slots. Slots are
/// exchangeable, so a spread sample is as good as a random one.
/// </summary>
/// <param name="Own">Rows sampled at the version that the step starts from; compared under their sampling context.</param>
/// <param name="Older">Rows of one older version whose checkpoint is still there; compared under it.</param>
/// <param name="OlderVersion">That checkpoint; null = none.</param>
/// <param name="Reliance">Correct guided rollouts of any version: what the policy makes of them with and without the hint.</param>
internal sealed record StepProbe(IReadOnlyList<ProbeRow> Own, IReadOnlyList<ProbeRow> Older, CheckpointInfo? OlderVersion, IReadOnlyList<ProbeRow> Reliance)
{
    /// <summary>Rows of one kind that suffice: a sampler with other weights differs on every token.</summary>
    internal const int Few = 2;

    // Two forwards of 1 row in 128 are about half a per cent of a step, whose rows go forward and backward.
    private const int RowsPerRelianceRow = 128;

    /// <summary>Chooses.</summary>
    /// <param name="input">The step.</param>
    /// <param name="version">The version it starts from.</param>
    /// <param name="unguidedSeen">True: training's own first forward compares unguided rows of that version anyway.</param>
    public static StepProbe Choose(StepInput input, int version, bool unguidedSeen)
    {
        ProbeRow[] rows = [.. input.Lineages.SelectMany(lineage => ProbeRow.Of(lineage.Lineage))];
        var reliance = Spread([.. rows.Where(row => row.Guided && row.Rollout.Outcome == VerdictOutcome.Correct)], Math.Max(Few, rows.Length / RowsPerRelianceRow));

        // Rows that are forwarded under their sampling context anyway are compared first.
        var guided = reliance.Where(row => row.Rollout.PolicyVersion == version).ToList();
        if (guided.Count < Few)
        {
            guided.AddRange(Spread([.. rows.Where(row => row.Guided && row.Rollout.PolicyVersion == version && !guided.Contains(row))], Few - guided.Count));
        }

        var unguided = unguidedSeen ? [] : Spread([.. rows.Where(row => !row.Guided && row.Rollout.PolicyVersion == version)], Few);

        // One older version a step, each in its turn.
        CheckpointInfo[] older = [.. input.OlderVersions
            .Where(checkpoint => checkpoint.PolicyVersion != version && rows.Any(row => row.Rollout.PolicyVersion == checkpoint.PolicyVersion))
            .OrderBy(checkpoint => checkpoint.PolicyVersion)];
        var chosen = older.Length == 0 ? null : older[version % older.Length];
        ProbeRow[] sampled = [.. rows.Where(row => row.Rollout.PolicyVersion == chosen?.PolicyVersion)];
        return new(
            [.. unguided, .. guided],
            [.. Spread([.. sampled.Where(row => !row.Guided)], Few), .. Spread([.. sampled.Where(row => row.Guided)], Few)],
            chosen,
            reliance);
    }

    private static ProbeRow[] Spread(ProbeRow[] rows, int count) => rows.Length <= count
        ? rows
        : [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Length / count)])];
}
