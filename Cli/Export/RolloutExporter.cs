using System.Runtime.CompilerServices;
using System.Text.Json;

using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Export;

/// <summary>Streams the stored rollouts of a run, some groups at a time.</summary>
internal sealed class RolloutExporter(GuideDatabase database)
{
    private const int GroupsPerBatch = 500;

    /// <summary>Batches of rollouts, in the order of draws, roots before their children.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ExportedRollout>> ReadAsync(RunRow run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = await database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == run.RunId && g.PolicyVersion != null && g.Purpose != Purpose.Replay)
                .OrderBy(g => g.Purpose).ThenBy(g => g.Ordinal).ThenBy(g => g.ParentId != null).ThenBy(g => g.GroupId)
                .Select(g => g.GroupId)
                .ToListAsync(token),
            cancellationToken);
        foreach (var ids in groups.Chunk(GroupsPerBatch))
        {
            yield return await database.ReadAsync((db, token) => BatchAsync(db, run, ids, token), cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<ExportedRollout>> BatchAsync(GuideDbContext db, RunRow run, Guid[] ids, CancellationToken cancellationToken)
    {
        var id = run.RunId;
        var groups = await db.Groups.Where(g => g.RunId == id && ids.Contains(g.GroupId)).ToDictionaryAsync(g => g.GroupId, cancellationToken);
        var promptIds = groups.Values.Select(g => g.PromptId).Distinct().ToArray();
        var prompts = await db.Prompts.Where(p => p.RunId == id && promptIds.Contains(p.PromptId)).ToDictionaryAsync(p => p.PromptId, cancellationToken);
        var hints = await db.Hints.Where(h => h.RunId == id && promptIds.Contains(h.PromptId)).ToDictionaryAsync(h => h.HintId, cancellationToken);
        var rollouts = (await db.Rollouts.Where(r => r.RunId == id && ids.Contains(r.GroupId)).ToListAsync(cancellationToken)).ToLookup(r => r.GroupId);
        var verdicts = (await db.Verdicts.Where(v => v.RunId == id && ids.Contains(v.GroupId)).ToListAsync(cancellationToken)).ToLookup(v => v.GroupId);
        var steps = await db.StepRollouts.Where(s => s.RunId == id && ids.Contains(s.GroupId)).ToDictionaryAsync(s => (s.GroupId, s.Slot), cancellationToken);

        return [.. ids.SelectMany(groupId =>
        {
            var group = groups[groupId];
            var effective = EffectiveVerdicts.Of(verdicts[groupId], group.VerifierSetVersion);
            return rollouts[groupId].OrderBy(r => r.Slot).Select(r => Row(
                run,
                group,
                prompts[group.PromptId],
                group.HintId is { } hintId ? hints.GetValueOrDefault(hintId) : null,
                r,
                effective.GetValueOrDefault(r.Slot) ?? verdicts[groupId].Where(v => v.Slot == r.Slot).MaxBy(v => v.Attempt),
                steps.GetValueOrDefault((groupId, r.Slot))));
        })];
    }

    private static ExportedRollout Row(
        RunRow run, GroupRow group, PromptRow prompt, HintRow? hint, RolloutRow rollout, VerdictRow? verdict, StepRolloutRow? step) => new()
    {
        RunId = run.RunId,
        Arm = run.Arm,
        Seed = run.Seed,
        GroupId = group.GroupId.ToString(),
        ParentId = group.ParentId?.ToString(),
        Purpose = Word(group.Purpose),
        Ordinal = group.Ordinal,
        State = Word(group.State),
        DiscardReason = group.DiscardReason == DiscardReason.None ? null : Word(group.DiscardReason),
        PromptId = prompt.PromptId,
        Prompt = prompt.Text,
        Gold = prompt.Gold,
        Difficulty = prompt.Difficulty,
        Hint = hint?.Text,
        Slot = rollout.Slot,
        Text = rollout.Text,
        TokenIds = [.. rollout.TokenIds],
        BehaviorLogProbs = [.. rollout.BehaviorLogProbs],
        SamplingContext = [.. group.SamplingContext ?? []],
        TrainingContext = [.. group.TrainingContext ?? []],
        FinishReason = Word(rollout.FinishReason),
        PolicyVersion = group.PolicyVersion,
        Temperature = rollout.Temperature,
        Outcome = verdict is null ? null : Word(verdict.Outcome),
        Reward = verdict?.Reward,
        Role = step?.Role,
        UnusedReason = step?.UnusedReason,
        Advantage = step?.Advantage,
        TokenAdvantages = [.. step?.TokenAdvantages ?? []],
        TokenValues = [.. step?.TokenValues ?? []],
        Correction = step?.Correction,
        ConsumedByVersion = step?.Version,
    };

    private static string Word(Enum word) => SnakeCaseJson.Word(word);
}
