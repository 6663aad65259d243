using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage.Background;

/// <summary>
/// Replays as groups: each names a training group whose stored rollouts the VerifierConsumers judge again, and has verdicts of its own; those that
/// the run was trained on stay what they are. Its rollouts are empty places for them: texts and tokens are the training group's.
/// </summary>
public sealed class ReplayGroups(GuideDatabase database)
{
    private const int GroupsPerTransaction = 500;

    /// <summary>Writes the groups of a replay that are not there yet. A run that has ended is open again for them.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="replay">The replay's name: the same name is the same replay.</param>
    /// <param name="takes">Which of the sampled training groups are judged again.</param>
    /// <param name="cancellationToken">Stops between two transactions; the same call goes on.</param>
    /// <returns>How many groups are new.</returns>
    public async Task<int> RequestAsync(string runId, string replay, Func<Guid, bool> takes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(takes);
        var sources = await database.ReadAsync(
            (db, token) => db.Groups.Where(group => group.RunId == runId && group.Purpose == Purpose.Train && group.PolicyVersion != null)
                .OrderBy(group => group.Ordinal).ThenBy(group => group.ParentId != null).ToListAsync(token),
            cancellationToken);
        var added = 0;
        foreach (var batch in sources.Where(source => takes(source.GroupId)).Chunk(GroupsPerTransaction))
        {
            added += await database.WriteAsync((db, token) => AddAsync(db, runId, batch, replay, token), cancellationToken);
        }

        return added;
    }

    /// <summary>The groups of a replay; empty when nobody asked for it.</summary>
    public async Task<IReadOnlyList<GroupRow>> OfAsync(string runId, string replay, CancellationToken cancellationToken) =>
        (await database.ReadAsync((db, token) => db.Groups.Where(group => group.RunId == runId && group.Purpose == Purpose.Replay).ToListAsync(token), cancellationToken))
            .FindAll(group => GroupSettings.Of(group.SamplingSettings).Replay == replay);

    private async Task<int> AddAsync(GuideDbContext db, string runId, GroupRow[] wanted, string replay, CancellationToken cancellationToken)
    {
        var run = await database.LockRunAsync(db, runId, cancellationToken) ?? throw GuideException.Usage($"There is no run '{runId}'.");

        // Under the lock: two commands may ask for the same replay at once.
        var asked = wanted.Select(source => IdOf(source, replay)).ToArray();
        var there = (await db.Groups.Where(group => group.RunId == runId && asked.Contains(group.GroupId)).Select(group => group.GroupId).ToListAsync(cancellationToken)).ToHashSet();
        var sources = wanted.Where(source => !there.Contains(IdOf(source, replay))).ToList();
        if (sources.Count == 0)
        {
            return 0;
        }

        var now = await database.NowAsync(db, cancellationToken);
        var ids = sources.Select(source => source.GroupId).ToArray();
        var ends = (await db.Rollouts.Where(row => row.RunId == runId && ids.Contains(row.GroupId)).Select(row => new { row.GroupId, row.Slot, row.FinishReason }).ToListAsync(cancellationToken))
            .ToLookup(row => row.GroupId);
        db.Groups.AddRange(sources.Select(source => new GroupRow
        {
            RunId = runId,
            GroupId = IdOf(source, replay),
            Purpose = Purpose.Replay,
            Ordinal = source.Ordinal,
            PromptId = source.PromptId,
            HintId = source.HintId,
            GroupSize = source.GroupSize,
            State = GroupState.Sampled,
            MinimumPolicyVersion = source.PolicyVersion!.Value,
            PolicyVersion = source.PolicyVersion,
            SamplingSettings = new GroupSettings { ReplayOf = source.GroupId, Replay = replay }.ToJson(),
            SentAt = now,
            SendCount = BackgroundDispatch.Unsent,
            AdmittedAt = now,
            SampledAt = now,
        }));
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        await database.InsertAsync(
            db,
            [.. sources.SelectMany(source => ends[source.GroupId].OrderBy(row => row.Slot).Select(row => new RolloutRow
            {
                RunId = runId,
                GroupId = IdOf(source, replay),
                Slot = row.Slot,
                Text = "",
                TokenIds = [],
                BehaviorLogProbs = [],
                FinishReason = row.FinishReason,
                Temperature = 0,
                TopP = 1,
                TopK = 0,
                MinP = 0,
                MaxTokens = 0,
            }))],
            cancellationToken);
        await RunEnd.ReopenAsync(db, run, cancellationToken);
        return sources.Count;
    }

    private static Guid IdOf(GroupRow source, string replay) => GroupId.Derive(source.RunId, Purpose.Replay, source.Ordinal, source.PromptId, source.GroupId, replay);
}
