using Guide.Cli.Evaluation;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Running;

/// <summary>
/// Keeps what the stages measure of a run, while it goes on and at its end. The run asks for its evaluations itself (first and last version,
/// evaluation.every_versions); the version at which an arm is compared with another is known here only, and asked for here.
/// </summary>
internal sealed class VersionEvaluations(GuideDatabase database, RunFolder folder, RunMirror mirror, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly Evaluations _evaluations = new(folder, database);
    private readonly EvaluationGroups _groups = new(database);

    /// <summary>Keeps evaluations as they are finished, until it is cancelled.</summary>
    public async Task FollowAsync(PlannedRun run, int? compared, CancellationToken cancellationToken)
    {
        try
        {
            while (run.Recipe.Evaluation.EveryVersions > 0 || compared is not null)
            {
                await CollectAsync(run, compared, cancellationToken);
                await Task.Delay(LookEvery, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended or is stopped.
        }
    }

    /// <summary>Asks for what the run does not ask for itself, and keeps what is finished.</summary>
    /// <returns>True: nothing that was asked for is still under way.</returns>
    public async Task<bool> CollectAsync(PlannedRun run, int? compared, CancellationToken cancellationToken)
    {
        var (row, versions) = await database.ReadAsync(
            async (db, token) => (
                await db.Runs.SingleAsync(r => r.RunId == run.RunId, token),
                await db.PolicyVersions.Where(v => v.RunId == run.RunId).OrderBy(v => v.Version).ToListAsync(token)),
            cancellationToken);
        var (complete, shown) = (true, false);
        foreach (var (key, version, guided) in Targets(run, row, versions, compared))
        {
            if (Evaluations.Find(folder, key) is not null)
            {
                continue;
            }

            var target = EvaluationGroups.HeldOut(run.Recipe, version.Version, guided);
            if (version.Version == compared)
            {
                await _groups.RequestAsync(run.RunId, [target], cancellationToken);
            }

            var kept = await _evaluations.CollectAsync(key, row, target, version.CheckpointUri, cancellationToken);
            shown |= kept;
            complete &= kept || (await _groups.ProgressAsync(run.RunId, target, cancellationToken)).Open == 0;
        }

        if (shown)
        {
            await mirror.ShowAsync(compared: null, cancellationToken);
        }

        return complete;
    }

    private static IEnumerable<(string Key, PolicyVersionRow Version, bool Guided)> Targets(PlannedRun run, RunRow row, List<PolicyVersionRow> versions, int? compared)
    {
        var every = run.Recipe.Evaluation.EveryVersions;
        foreach (var version in versions)
        {
            var isEnd = row.State != RunState.Running && version == versions[^1];
            if (version.Version == 0)
            {
                yield return (Evaluations.InitialKey(run, guided: false), version, false);
                yield return (Evaluations.InitialKey(run, guided: true), version, true);
            }

            if (version.Version == compared || isEnd || (every > 0 && version.Version > 0 && version.Version % every == 0))
            {
                yield return (Evaluations.Key(run.RunId, version.Version, guided: false), version, false);
            }

            if (isEnd)
            {
                yield return (Evaluations.Key(run.RunId, version.Version, guided: true), version, true);
            }
        }
    }
}
