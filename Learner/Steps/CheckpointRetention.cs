using Guide.Contracts;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Guide.Learner.Steps;

/// <summary>
/// Removes old checkpoint folders of the run, never their rows. What an open group may still be sampled at stays; so do version 0 and the
/// newest. A folder that cannot be removed is a warning, not a failure of the step.
/// </summary>
internal sealed class CheckpointRetention(ActiveRun run, GuideDatabase database, ILogger<CheckpointRetention> logger)
{
    // Versions below were looked at before: by this process, only what became old since then is.
    private int _next = 1;

    /// <summary>Removes what is older than the recipe keeps.</summary>
    /// <param name="newest">The version just committed.</param>
    /// <param name="cancellationToken">Stops between two folders.</param>
    public async Task TrimAsync(int newest, CancellationToken cancellationToken)
    {
        var keep = run.Recipe.Step.KeepCheckpoints;
        if (keep == 0 || newest - keep < _next)
        {
            return;
        }

        var first = _next;
        var last = newest - keep;
        var removable = await database.ReadAsync(
            async (db, token) =>
            {
                var waiting = await db.Groups
                    .Where(group => group.RunId == run.RunId && group.State == GroupState.Admitted)
                    .MinAsync(group => (int?)group.MinimumPolicyVersion, token);
                return await db.PolicyVersions
                    .Where(row => row.RunId == run.RunId && row.Version >= first && row.Version <= last && (waiting == null || row.Version < waiting))
                    .OrderBy(row => row.Version)
                    .Select(row => new { row.Version, row.CheckpointUri })
                    .ToListAsync(token);
            },
            cancellationToken);
        foreach (var version in removable)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Directory.Delete(run.Folder(version.CheckpointUri), recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Removed before this process started.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.CheckpointNotRemoved(logger, version.Version, exception.Message);
            }

            _next = version.Version + 1;
        }
    }
}
