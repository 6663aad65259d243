using Guide.Cli.Reporting;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Running;

/// <summary>What the run folder shows of one run while it goes on: the links to its checkpoints and its metrics for TensorBoard.</summary>
internal sealed class RunMirror(GuideDatabase database, RunFolder folder, PlannedRun run)
{
    private readonly RunCheckpoints _checkpoints = new(folder, run);
    private readonly TensorBoardLog _tensorBoard = new(folder, run);

    /// <summary>Brings both up to what is stored and measured.</summary>
    /// <param name="compared">The version at which this arm is compared with another one; null = none, or as before.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ShowAsync(int? compared, CancellationToken cancellationToken)
    {
        var versions = await database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(v => v.RunId == run.RunId).OrderBy(v => v.Version).ToListAsync(token), cancellationToken);
        _checkpoints.Update(versions, compared);
        _tensorBoard.Write(versions);
    }
}
