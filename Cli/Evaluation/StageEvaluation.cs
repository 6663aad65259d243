using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Evaluation;

/// <summary>Reads what the stages have sampled and judged for an evaluation.</summary>
internal sealed class StageEvaluation(GuideDatabase database)
{
    private const int GroupsPerBatch = 200;

    /// <summary>The result of a finished evaluation; null when nobody asked for it, groups of it are still under way, or none of its problems could be judged.</summary>
    /// <param name="run">The run.</param>
    /// <param name="target">Which.</param>
    /// <param name="name">The checkpoint's name in the result.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<EvaluationResult?> FindAsync(RunRow run, EvaluationTarget target, string name, CancellationToken cancellationToken)
    {
        var groups = new EvaluationGroups(database);
        if (await groups.ProgressAsync(run.RunId, target, cancellationToken) is not (> 0, 0))
        {
            return null;
        }

        var rows = await groups.OfAsync(run.RunId, target, cancellationToken);
        var (prompts, sha256) = await database.ReadAsync(
            async (db, token) => (
                await db.Prompts.CountAsync(p => p.RunId == run.RunId && p.PromptSet == target.PromptSet, token),
                await db.PolicyVersions.Where(v => v.RunId == run.RunId && v.Version == target.Version).Select(v => v.CheckpointSha256).SingleAsync(token)),
            cancellationToken);
        return Result(rows, prompts, sha256, target, name);
    }

    /// <summary>Tells every stored completion of an evaluation with its verdict, by the prompts' position.</summary>
    public async Task TellAsync(RunRow run, EvaluationTarget target, Action<JudgedCompletion> judged, CancellationToken cancellationToken)
    {
        foreach (var batch in (await new EvaluationGroups(database).OfAsync(run.RunId, target, cancellationToken)).Chunk(GroupsPerBatch))
        {
            var ids = batch.Select(static group => group.GroupId).ToArray();
            var (golds, rollouts, verdicts, sets) = await database.ReadAsync(
                async (db, token) => (
                    await db.Groups.Where(g => g.RunId == run.RunId && ids.Contains(g.GroupId)).Join(db.Prompts.Where(p => p.RunId == run.RunId), g => g.PromptId, p => p.PromptId, (g, p) => new { g.GroupId, p.Gold }).ToDictionaryAsync(p => p.GroupId, p => p.Gold, token),
                    (await db.Rollouts.Where(r => r.RunId == run.RunId && ids.Contains(r.GroupId)).ToListAsync(token)).ToLookup(r => r.GroupId),
                    (await db.Verdicts.Where(v => v.RunId == run.RunId && ids.Contains(v.GroupId)).ToListAsync(token)).ToLookup(v => v.GroupId),
                    await db.Groups.Where(g => g.RunId == run.RunId && ids.Contains(g.GroupId)).ToDictionaryAsync(g => g.GroupId, g => g.VerifierSetVersion, token)),
                cancellationToken);
            foreach (var group in batch)
            {
                var effective = EffectiveVerdicts.Of(verdicts[group.GroupId], sets[group.GroupId]);
                foreach (var rollout in rollouts[group.GroupId].OrderBy(static r => r.Slot))
                {
                    var verdict = effective.GetValueOrDefault(rollout.Slot) ?? verdicts[group.GroupId].Where(v => v.Slot == rollout.Slot).MaxBy(static v => v.Attempt);
                    judged(new JudgedCompletion(
                        group.PromptId, group.Difficulty ?? EvaluationResult.Whole, target.Guided, rollout.Slot, rollout.Text, rollout.TokenIds.Length, rollout.FinishReason, golds[group.GroupId],
                        verdict?.Outcome ?? VerdictOutcome.VerifierError, verdict?.Reward, verdict?.Detail) { Domain = group.Domain });
                }
            }
        }
    }

    private static EvaluationResult? Result(IReadOnlyList<EvaluatedGroup> rows, int prompts, string sha256, EvaluationTarget target, string name)
    {
        var set = target.PromptSet == PromptRow.HeldOutSet ? null : target.PromptSet;
        // A prompt that does not fit counts as failed; what was lost or could not be sampled otherwise says nothing of the policy.
        var problems = rows.Select(row => row.DiscardReason == DiscardReason.PromptTooLong
            ? new ProblemSamples(row.PromptId, row.Difficulty ?? EvaluationResult.Whole, target.Samples, 0) { Domain = row.Domain, Set = set }
            : new ProblemSamples(row.PromptId, row.Difficulty ?? EvaluationResult.Whole, row.Judged, row.Correct) { Domain = row.Domain, Set = set }).ToList();
        var judged = problems.FindAll(static problem => problem.Samples > 0);
        var sampled = rows.Count(static row => row.State != GroupState.Discarded) * (double)target.Samples;
        return judged.Count == 0
            ? null
            : new EvaluationResult
            {
                Checkpoint = name,
                CheckpointSha256 = sha256,
                Guided = target.Guided,
                SamplesPerProblem = target.Samples,
                Unusable = prompts - rows.Count + rows.Count(static row => row.DiscardReason == DiscardReason.PromptTooLong),
                Truncated = sampled == 0 ? 0 : rows.Sum(static row => row.Truncated) / sampled,
                UnjudgedProblems = problems.Count - judged.Count,
                UnjudgedCompletions = problems.Sum(problem => (long)target.Samples - problem.Samples),
                Problems = judged,
            };
    }
}
