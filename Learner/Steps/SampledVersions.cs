using System.Text.Json;

using Guide.Learner.Training;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;

namespace Guide.Learner.Steps;

/// <summary>What a step needs to know of committed versions to check the sampler.</summary>
internal sealed class SampledVersions(ActiveRun run, GuideDatabase database)
{
    /// <summary>The step's input.</summary>
    /// <param name="lineages">By ordinal.</param>
    /// <param name="version">The version that the step starts from.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<StepInput> InputAsync(IReadOnlyList<LoadedLineage> lineages, int version, CancellationToken cancellationToken)
    {
        int[] versions = [.. lineages
            .SelectMany(lineage => lineage.Composed.Lineage.Unguided.Concat(lineage.Composed.Lineage.Guided))
            .Select(rollout => rollout.PolicyVersion)
            .Append(version)
            .Append(0)
            .Distinct()];
        var rows = await database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(row => row.RunId == run.RunId && versions.Contains(row.Version)).ToListAsync(token), cancellationToken);
        return new StepInput
        {
            Lineages = [.. lineages.Select(lineage => lineage.Composed)],
            Reference = rows.Where(row => row.Version == 0).Select(run.Folder).SingleOrDefault(),
            OlderVersions = [.. rows
                .Where(row => row.Version != version && Directory.Exists(run.Folder(row)))
                .Select(row => new CheckpointInfo(run.Folder(row), row.Version, row.CheckpointSha256))],
            UncheckedSteps = UncheckedSteps(rows.Single(row => row.Version == version).Metrics),
        };
    }

    private static int UncheckedSteps(string metrics) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(metrics)?.GetValueOrDefault(StepMetrics.UncheckedSteps) is { } count ? (int)count : 0;
}
