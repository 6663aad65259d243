using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Learner.Steps;

/// <summary>Where the newest checkpoint cannot be used: which older one can.</summary>
internal sealed class GoodVersions(ActiveRun run, GuideDatabase database)
{
    /// <summary>The failure of a version, with the newest older one whose files are those that were committed.</summary>
    public async Task<GuideException> OfferAsync(PolicyVersionRow broken, GuideException failure, CancellationToken cancellationToken)
    {
        var older = await database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(row => row.RunId == run.RunId && row.Version < broken.Version).OrderByDescending(row => row.Version).ToListAsync(token),
            cancellationToken);
        var good = older.FirstOrDefault(IsGood);
        return good is null
            ? failure
            : new GuideException(
                $"{failure.Message.TrimEnd('.')}. Version {good.Version} is good: end the run's processes, and `guide run --run-folder FOLDER --run {run.RunId} --from-version {good.Version}` goes on from there.",
                failure);
    }

    private bool IsGood(PolicyVersionRow version)
    {
        try
        {
            return Directory.Exists(run.Folder(version)) && PolicyCheckpoint.Sha256(run.Folder(version)) == version.CheckpointSha256;
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
