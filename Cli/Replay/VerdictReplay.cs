using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Replay;

/// <summary>
/// Judges stored rollouts again with today's verifiers and compares. Nothing is written: the run keeps the verdicts it was trained on.
/// </summary>
internal sealed class VerdictReplay(GuideDatabase database, VerifierSet verifiers)
{
    private const int GroupsPerBatch = 200;

    /// <summary>Judges every stored training rollout of a run, or those of some groups.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sample">Which groups are looked at.</param>
    /// <param name="progress">Told the number of rollouts judged, batch by batch.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    public async Task<ReplayDiff> RunAsync(RunRow run, ReplaySample sample, Action<long>? progress, CancellationToken cancellationToken)
    {
        var recipe = RecipeJson.Thaw(run.Recipe);
        var all = await database.ReadAsync(
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
                    var after = await verifiers.JudgeAtOnceAsync(VerificationCase.Of(prompt, rollout.Text, recipe.Verification.ToFormat()), cancellationToken);
                    if (!after.Outcome.IsJudged())
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

        return new ReplayDiff(run.RunId, verifiers.Version, all.Count, groups.Count, sample.Share, sample.Seed, judged, unjudged, flips, needless);
    }

    private Task<List<(GroupRow Group, List<(RolloutRow Rollout, VerdictRow? Before, StepRolloutRow? Step, PromptRow Prompt)> Rollouts)>> LoadAsync(
        RunRow run, GroupRow[] groups, CancellationToken cancellationToken) =>
        database.ReadAsync(
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
