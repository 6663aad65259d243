using System.Security.Cryptography;
using System.Text;

using Guide.HintConsumer.Leaks;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.HintConsumer;

/// <summary>Finds, checks and keeps hints. Today they come with the data; each is checked once and its row remembers the verdict.</summary>
internal sealed class Hints(ActiveRun run, GuideDatabase database)
{
    /// <summary>Source of a hint that came with the data set.</summary>
    public const string FromData = "data";

    /// <summary>The checked hint of a prompt, usable or not; null when it has none.</summary>
    public async Task<HintRow?> FindAsync(string runId, string promptId, CancellationToken cancellationToken)
    {
        var template = run.Recipe.Guidance.Template;
        var (prompt, known) = await database.ReadAsync(
            async (db, token) =>
            {
                var row = await db.Prompts.SingleAsync(p => p.RunId == runId && p.PromptId == promptId, token);
                var id = string.IsNullOrWhiteSpace(row.Hint) ? null : Id(promptId, template, row.Hint);
                return (row, id is null ? null : await db.Hints.SingleOrDefaultAsync(h => h.RunId == runId && h.HintId == id, token));
            },
            cancellationToken);
        if (known is not null || string.IsNullOrWhiteSpace(prompt.Hint))
        {
            return known;
        }

        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    var hint = new HintRow
                    {
                        RunId = runId,
                        HintId = Id(promptId, template, prompt.Hint),
                        PromptId = promptId,
                        Source = FromData,
                        Template = template,
                        Text = prompt.Hint,
                        UnusableReason = HintGate.Reason(LeakCase.Of(prompt, prompt.Hint)),
                        CreatedAt = await database.NowAsync(db, token),
                    };
                    db.Hints.Add(hint);
                    await db.SaveChangesAsync(token);
                    return hint;
                },
                cancellationToken);
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            // Another HintConsumer came to the same conclusion first.
            return await FindAsync(runId, promptId, cancellationToken);
        }
    }

    private static string Id(string promptId, string template, string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{promptId.Length}:{promptId}{FromData.Length}:{FromData}{template.Length}:{template}{text}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
