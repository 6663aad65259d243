using System.Globalization;
using System.Text.RegularExpressions;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Guide.Learner.Steps;

/// <summary>
/// Removes old checkpoint folders of the run, never their rows, and the optimizer's state of all versions but the newest: only that one is
/// resumed from. What an open group may still be sampled at stays, and so do version 0, the newest ones and what is held for evaluation.
/// A folder that cannot be removed is a warning, not a failure of the step.
/// </summary>
internal sealed partial class CheckpointRetention(ActiveRun run, GuideDatabase database, ILogger<CheckpointRetention> logger)
{
    /// <summary>Removes what is older than the recipe keeps.</summary>
    /// <param name="newest">The version just committed.</param>
    /// <param name="cancellationToken">Stops between two folders.</param>
    public async Task TrimAsync(int newest, CancellationToken cancellationToken)
    {
        if (run.Recipe.Step.KeepCheckpoints == 0)
        {
            return;
        }

        // Older rollouts are compared with their own version's weights, so those within the staleness stay.
        var last = newest - Math.Max(run.Recipe.Step.KeepCheckpoints, run.Recipe.Step.MaxStaleness + 1);
        var (committed, waiting, measured) = await database.ReadAsync(
            async (db, token) => (
                await db.PolicyVersions.Where(row => row.RunId == run.RunId).ToDictionaryAsync(row => row.CheckpointUri, row => row.Version, token),
                await db.Groups.Where(group => group.RunId == run.RunId && group.Purpose == Purpose.Train && group.State == GroupState.Admitted).MinAsync(group => (int?)group.MinimumPolicyVersion, token),
                // An evaluation needs its version, and none that is newer.
                await db.Groups.Where(group => group.RunId == run.RunId && group.Purpose == Purpose.Eval && group.State == GroupState.Admitted).Select(group => group.MinimumPolicyVersion).Distinct().ToListAsync(token)),
            cancellationToken);
        var held = HeldVersions.Of(run.Folder(""));
        foreach (var folder in new DirectoryInfo(run.Folder("")).EnumerateDirectories().Where(folder => folder.LinkTarget is null).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (VersionOf(folder.Name) is not (> 0 and var version))
            {
                continue;
            }

            var isCommitted = committed.ContainsKey(folder.Name);
            if (version <= last && !(isCommitted && (version >= waiting || measured.Contains(version) || held.Holds(version, run.Recipe.Evaluation.EveryVersions))))
            {
                // One that was never committed is what a Learner left that was killed, or lost its lease, between writing and committing.
                Remove(version, folder.FullName);
            }
            else if (isCommitted && version < newest)
            {
                TryOrWarn(version, () => PolicyCheckpoint.RemoveOptimizerState(folder.FullName));
            }
        }
    }

    private void Remove(int version, string folder) => TryOrWarn(version, () =>
    {
        // Renamed first: nobody finds half a checkpoint.
        var going = folder.EndsWith(Leaving, StringComparison.Ordinal) ? folder : folder + Leaving;
        if (going != folder)
        {
            if (Directory.Exists(going))
            {
                Directory.Delete(going, recursive: true);
            }

            Directory.Move(folder, going);
        }

        Directory.Delete(going, recursive: true);
    });

    private void TryOrWarn(int version, Action remove)
    {
        try
        {
            remove();
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else has removed it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CheckpointNotRemoved(logger, version, exception.Message);
        }
    }

    private const string Leaving = ".removed";

    private static int? VersionOf(string name) =>
        Named().Match(name) is { Success: true } match ? int.Parse(match.Groups["version"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    // v000012-3, one that is being removed, and one that was being written when its process was killed.
    [GeneratedRegex(@"^\.?v(?<version>\d{6,9})-\d+(?:\.removed|\.[0-9a-f]{32}\.tmp)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
