using System.Linq.Expressions;

using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Audit;

/// <summary>Reads lineages whole.</summary>
internal sealed class LineageStories(GuideDatabase database)
{
    /// <summary>The lineage of a group (root or child), by the id's beginning.</summary>
    /// <param name="idPrefix">At least the first 4 digits of the id; hyphens do not matter.</param>
    /// <param name="runId">Only this run; null = any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">No such group, or several.</exception>
    public async Task<LineageStory> FindAsync(string idPrefix, string? runId, CancellationToken cancellationToken)
    {
        var (low, high) = Range(idPrefix);
        var found = await database.ReadAsync(
            (db, token) => Candidates(db, low, high, runId).OrderBy(g => g.GroupId).Take(3).ToListAsync(token),
            cancellationToken);
        if (found.Count != 1)
        {
            throw found.Count == 0
                ? GuideException.Usage($"there is no group {idPrefix}… in {database.Description}{(runId is null ? "" : $" in run {runId}")}.")
                : GuideException.Usage($"{idPrefix}… is not one group: {string.Join(", ", found.Select(g => $"{g.GroupId} ({g.RunId})"))}{(found.Count == 3 ? ", …" : "")}.");
        }

        return await ReadAsync(found[0], cancellationToken);
    }

    /// <summary>The lineage that a stored group belongs to.</summary>
    public Task<LineageStory> ReadAsync(GroupRow group, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var run = group.RunId;
                var root = group.ParentId is { } parent
                    ? await db.Groups.SingleAsync(g => g.RunId == run && g.GroupId == parent, token)
                    : group;
                var child = await db.Groups.SingleOrDefaultAsync(g => g.RunId == run && g.ParentId == root.GroupId, token);
                var used = child?.HintId ?? root.HintId;
                var hints = await db.Hints.Where(h => h.RunId == run && h.PromptId == root.PromptId).OrderBy(h => h.CreatedAt).ThenBy(h => h.HintId).ToListAsync(token);
                var hint = used is null ? hints.FirstOrDefault() : hints.Find(h => h.HintId == used);
                return new LineageStory
                {
                    Run = await db.Runs.SingleAsync(r => r.RunId == run, token),
                    Prompt = await db.Prompts.SingleAsync(p => p.RunId == run && p.PromptId == root.PromptId, token),
                    Root = await GroupAsync(db, root, token),
                    Child = child is null ? null : await GroupAsync(db, child, token),
                    Hint = hint,
                    OtherHints = [.. hints.Where(h => h.HintId != hint?.HintId)],
                    ConsumedBy = root.ConsumingVersion is { } version
                        ? await db.PolicyVersions.SingleOrDefaultAsync(v => v.RunId == run && v.Version == version, token)
                        : null,
                };
            },
            cancellationToken);

    private static async Task<GroupStory> GroupAsync(GuideDbContext db, GroupRow group, CancellationToken cancellationToken)
    {
        var rollouts = await db.Rollouts.Where(r => r.RunId == group.RunId && r.GroupId == group.GroupId).OrderBy(r => r.Slot).ToListAsync(cancellationToken);
        var verdicts = (await db.Verdicts.Where(v => v.RunId == group.RunId && v.GroupId == group.GroupId).ToListAsync(cancellationToken)).ToLookup(v => v.Slot);
        var steps = await db.StepRollouts.Where(s => s.RunId == group.RunId && s.GroupId == group.GroupId).ToDictionaryAsync(s => s.Slot, cancellationToken);
        var effective = EffectiveVerdicts.Of(verdicts.SelectMany(slot => slot), group.VerifierSetVersion);
        return new GroupStory(group, [.. rollouts.Select(r => new RolloutStory(
            r, [.. verdicts[r.Slot].OrderBy(v => v.Attempt)], effective.GetValueOrDefault(r.Slot), steps.GetValueOrDefault(r.Slot)))]);
    }

    private static IQueryable<GroupRow> Candidates(GuideDbContext db, Guid low, Guid high, string? runId)
    {
        Expression<Func<GroupRow, bool>> range = g => g.GroupId >= low && g.GroupId <= high;
        var groups = db.Groups.Where(range);
        return runId is null ? groups : groups.Where(g => g.RunId == runId);
    }

    /// <summary>The smallest and the largest id that begin so.</summary>
    private static (Guid Low, Guid High) Range(string idPrefix)
    {
        var digits = idPrefix.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length is >= 4 and <= 32 && digits.All(char.IsAsciiHexDigit)
            ? (Guid.ParseExact(digits.PadRight(32, '0'), "N"), Guid.ParseExact(digits.PadRight(32, 'f'), "N"))
            : throw GuideException.Usage($"'{idPrefix}' is not a group's id: 4 to 32 hexadecimal digits.");
    }
}
