using System.Linq.Expressions;

using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Reporting;

/// <summary>Finds a late group of each kind of outcome: helped by its hint, sometimes right without one, wrong.</summary>
internal sealed class ExampleGroups(GuideDatabase database, string runId)
{
    private static readonly (string Kind, bool Right, Expression<Func<GroupRow, bool>> Is)[] Kinds =
    [
        ("all wrong without the hint, right with it", true, group => group.ParentId != null && group.CorrectCount > 0),
        ("right now and then, without a hint", true, group => group.ParentId == null && group.CorrectCount > 0 && group.CorrectCount < group.JudgedCount),
        ("wrong, with its hint too", false, group => group.ParentId != null && group.CorrectCount == 0),
        ("all wrong", false, group => group.ParentId == null && group.CorrectCount == 0),
    ];

    /// <summary>At most three.</summary>
    public async Task<IReadOnlyList<ExampleGroup>> FindAsync(CancellationToken cancellationToken)
    {
        var found = new List<ExampleGroup>();
        foreach (var (kind, right, isOfKind) in Kinds)
        {
            if (found.Count < 3 && await FindAsync(kind, right, isOfKind, cancellationToken) is { } example)
            {
                found.Add(example);
            }
        }

        return found;
    }

    private async Task<ExampleGroup?> FindAsync(string kind, bool right, Expression<Func<GroupRow, bool>> isOfKind, CancellationToken cancellationToken)
    {
        var group = await database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == runId && g.Purpose == Purpose.Train && g.ConsumingVersion != null && g.JudgedCount > 0).Where(isOfKind)
                .OrderByDescending(g => g.ConsumingVersion).ThenBy(g => g.Ordinal).FirstOrDefaultAsync(token),
            cancellationToken);
        if (group is null)
        {
            return null;
        }

        var prompt = await database.ReadAsync((db, token) => db.Prompts.FirstAsync(p => p.RunId == runId && p.PromptId == group.PromptId, token), cancellationToken);
        var hint = group.HintId is null ? null : await database.ReadAsync((db, token) => db.Hints.FirstAsync(h => h.RunId == runId && h.HintId == group.HintId, token), cancellationToken);
        var correct = await database.ReadAsync(
            (db, token) => db.Verdicts.Where(v => v.RunId == runId && v.GroupId == group.GroupId && (v.Outcome == VerdictOutcome.Correct) == right)
                .OrderBy(v => v.Slot).Select(v => (int?)v.Slot).FirstOrDefaultAsync(token),
            cancellationToken) ?? 0;
        var rollout = await database.ReadAsync((db, token) => db.Rollouts.FirstOrDefaultAsync(r => r.RunId == runId && r.GroupId == group.GroupId && r.Slot == correct, token), cancellationToken);
        return rollout is null ? null
            : new ExampleGroup(runId, kind, group.GroupId, prompt.Text, hint?.Text, rollout.Text, group.CorrectCount ?? 0, group.JudgedCount ?? 0);
    }
}
