using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Replay;

/// <summary>
/// Compares the verdicts that a run was trained on with others: of verifiers in this process, for which nothing is written, or of a replay by the
/// run's VerifierConsumers. The run keeps the verdicts it was trained on.
/// </summary>
internal sealed class VerdictReplay
{
    private const int GroupsPerBatch = 200;
    private readonly GuideDatabase _database;
    private readonly string _verifiers;
    private readonly Func<RunRecipe, PromptRow, RolloutRow, CancellationToken, ValueTask<Verdict?>> _judge;

    private VerdictReplay(GuideDatabase database, string verifiers, Func<RunRecipe, PromptRow, RolloutRow, CancellationToken, ValueTask<Verdict?>> judge) =>
        (_database, _verifiers, _judge) = (database, verifiers, judge);

    /// <summary>Judges in this process.</summary>
    public VerdictReplay(GuideDatabase database, VerifierSet verifiers)
        : this(database, verifiers.Version, async (recipe, prompt, rollout, token) => await verifiers.JudgeAtOnceAsync(VerificationCase.Of(prompt, rollout.Text, recipe.Verification.ToFormat()), token))
    {
    }

    /// <summary>Takes the verdicts of a finished replay.</summary>
    public static async Task<VerdictReplay> StoredAsync(GuideDatabase database, string runId, string replay, CancellationToken cancellationToken)
    {
        var groups = await new ReplayGroups(database).OfAsync(runId, replay, cancellationToken);
        var bySource = groups.ToDictionary(static group => GroupSettings.Of(group.SamplingSettings).ReplayOf!.Value);
        var verdicts = new Dictionary<(Guid, int), Verdict>();
        foreach (var batch in bySource.Chunk(GroupsPerBatch))
        {
            var ids = batch.Select(static pair => pair.Value.GroupId).ToArray();
            var rows = (await database.ReadAsync((db, token) => db.Verdicts.Where(v => v.RunId == runId && ids.Contains(v.GroupId)).ToListAsync(token), cancellationToken)).ToLookup(static v => v.GroupId);
            foreach (var (source, group) in batch)
            {
                foreach (var (slot, verdict) in EffectiveVerdicts.Of(rows[group.GroupId], group.VerifierSetVersion))
                {
                    verdicts[(source, slot)] = new Verdict(verdict.Outcome, verdict.Reward, verdict.Detail);
                }
            }
        }

        var names = string.Join(" and ", groups.Select(static group => group.VerifierSetVersion).OfType<string>().Distinct());
        return new VerdictReplay(database, names.Length == 0 ? "none" : names, (_, _, rollout, _) => ValueTask.FromResult(verdicts.GetValueOrDefault((rollout.GroupId, rollout.Slot))));
    }

    /// <summary>Judges every stored training rollout of a run, or those of some groups.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sample">Which groups are looked at.</param>
    /// <param name="progress">Told the number of rollouts judged, batch by batch.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    public async Task<ReplayDiff> RunAsync(RunRow run, ReplaySample sample, Action<long>? progress, CancellationToken cancellationToken)
    {
        var recipe = RecipeJson.Thaw(run.Recipe);
        var all = await _database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == run.RunId && g.Purpose == Purpose.Train && g.PolicyVersion != null).OrderBy(g => g.Ordinal).ThenBy(g => g.ParentId != null).ToListAsync(token),
            cancellationToken);
        var groups = all.Where(group => sample.Takes(group.GroupId.ToString("N"))).ToList();
        var flips = new List<VerdictFlip>();
        var (judged, unjudged, needless) = (0L, 0L, new List<Guid>());
        foreach (var batch in groups.Chunk(GroupsPerBatch))
        {
            foreach (var (group, rollouts) in await LoadAsync(run, batch, cancellationToken))
            {
                var correct = 0;
                foreach (var (rollout, before, step, prompt) in rollouts)
                {
                    if (await _judge(recipe, prompt, rollout, cancellationToken) is not { } after || !after.Outcome.IsJudged())
                    {
                        // Nobody says that the stored verdict was wrong.
                        unjudged++;
                        continue;
                    }

                    judged++;
                    correct += after.Outcome == VerdictOutcome.Correct
                        && Participation.TakesPart(after.Outcome, after.Reward, rollout.FinishReason, recipe.Objective.Truncated) ? 1 : 0;
                    if (before?.Outcome != after.Outcome)
                    {
                        flips.Add(new VerdictFlip(group.GroupId, rollout.Slot, group.ParentId is not null, before?.Outcome, after.Outcome, step is { Advantage: not (null or 0) } ? step.Version : null, after.Detail));
                    }
                }

                // A hint was needless if today's verdicts would not have asked for one.
                if (group.Routing == RoutingDecision.Guided && correct > SuccessThreshold.Of(group.GroupSize, recipe.Guidance.SuccessThreshold))
                {
                    needless.Add(group.GroupId);
                }
            }

            progress?.Invoke(judged);
        }

        return new ReplayDiff(run.RunId, _verifiers, all.Count, groups.Count, sample.Share, sample.Seed, judged, unjudged, flips, needless);
    }

    private Task<List<(GroupRow Group, List<(RolloutRow Rollout, VerdictRow? Before, StepRolloutRow? Step, PromptRow Prompt)> Rollouts)>> LoadAsync(
        RunRow run, GroupRow[] groups, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            async (db, token) =>
            {
                var ids = groups.Select(g => g.GroupId).ToArray();
                var promptIds = groups.Select(g => g.PromptId).Distinct().ToArray();
                var prompts = await db.Prompts.Where(p => p.RunId == run.RunId && promptIds.Contains(p.PromptId)).ToDictionaryAsync(p => p.PromptId, token);
                var rollouts = (await db.Rollouts.Where(r => r.RunId == run.RunId && ids.Contains(r.GroupId)).ToListAsync(token)).ToLookup(r => r.GroupId);
                var verdicts = (await db.Verdicts.Where(v => v.RunId == run.RunId && ids.Contains(v.GroupId)).ToListAsync(token)).ToLookup(v => v.GroupId);
                var steps = await db.StepRollouts.Where(s => s.RunId == run.RunId && ids.Contains(s.GroupId)).ToDictionaryAsync(s => (s.GroupId, s.Slot), token);
                return groups.Select(g =>
                {
                    var effective = EffectiveVerdicts.Of(verdicts[g.GroupId], g.VerifierSetVersion);
                    return (g, rollouts[g.GroupId].OrderBy(r => r.Slot).Select(r => (
                        r,
                        effective.GetValueOrDefault(r.Slot),
                        steps.GetValueOrDefault((g.GroupId, r.Slot)),
                        prompts[g.PromptId])).ToList());
                }).ToList();
            },
            cancellationToken);
}
