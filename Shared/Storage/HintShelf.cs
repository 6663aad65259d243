using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>The hints that were asked for, for every run of a database: made once, under a claim, and charged before each request.</summary>
public sealed class HintShelf(GuideDatabase database)
{
    /// <summary>Every hint made of a prompt.</summary>
    public Task<List<MadeHintRow>> OfPromptAsync(string promptKey, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.MadeHints.Where(row => row.PromptKey == promptKey).ToListAsync(token), cancellationToken);

    /// <summary>Every hint made by one source.</summary>
    public Task<List<MadeHintRow>> OfSourceAsync(string source, string model, string templateVersion, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.MadeHints.Where(row => row.Source == source && row.Model == model && row.TemplateVersion == templateVersion).ToListAsync(token), cancellationToken);

    /// <summary>Holds a hint that is not made, unless another does.</summary>
    public async Task<MadeHintClaim> ClaimAsync(MadeHintKey key, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    var now = await database.NowAsync(db, token);
                    if (await key.In(db).SingleOrDefaultAsync(token) is not { } row)
                    {
                        row = Fresh(key, holder, now + duration);
                        db.MadeHints.Add(row);
                        await db.SaveChangesAsync(token);
                        return new MadeHintClaim(true, row);
                    }

                    var until = now + duration;
                    var taken = await key.In(db).Where(r => r.MadeAt == null && (r.ClaimedUntil == null || r.ClaimedUntil < now))
                        .ExecuteUpdateAsync(r => r.SetProperty(h => h.ClaimedBy, holder).SetProperty(h => h.ClaimedUntil, until), token);
                    return new MadeHintClaim(taken == 1, row);
                },
                cancellationToken);
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            // Another asked for it at the same moment.
            return await ClaimAsync(key, holder, duration, cancellationToken);
        }
    }

    /// <summary>Says that a hint is wanted of whoever can make it; true: it is there, usable or not.</summary>
    public async Task<bool> WantAsync(MadeHintKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (await database.ReadAsync((db, token) => key.In(db).SingleOrDefaultAsync(token), cancellationToken) is { } known)
        {
            return known.MadeAt is not null;
        }

        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    db.MadeHints.Add(Fresh(key, null, null));
                    await db.SaveChangesAsync(token);
                    return false;
                },
                cancellationToken);
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            // Another wants it, too.
            return false;
        }
    }

    /// <summary>Hints of one source and model that are wanted and that nobody makes now.</summary>
    public Task<List<MadeHintKey>> WantedAsync(string source, string model, int most, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var rows = await db.MadeHints.Where(row => row.Source == source && row.Model == model && row.MadeAt == null && (row.ClaimedUntil == null || row.ClaimedUntil < now))
                    .OrderBy(row => row.Candidate).Take(most).ToListAsync(token);
                return rows.ConvertAll(static row => new MadeHintKey(row.PromptKey, row.Source, row.Model, row.TemplateVersion, row.Level, row.Candidate));
            },
            cancellationToken);

    /// <summary>Whether somebody makes a hint now.</summary>
    public Task<bool> IsHeldAsync(MadeHintKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.ReadAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                return await key.In(db).AnyAsync(row => row.MadeAt == null && row.ClaimedUntil > now, token);
            },
            cancellationToken);
    }

    /// <summary>Takes one request from a budget; false: it is spent, or the claim is no longer the caller's.</summary>
    /// <param name="key">The hint.</param>
    /// <param name="holder">The claim.</param>
    /// <param name="chargedTo">A run, or another name whose budget it is.</param>
    /// <param name="maxCalls">Requests; 0 = no bound.</param>
    /// <param name="maxTokens">Tokens; 0 = no bound.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<bool> ChargeAsync(MadeHintKey key, string holder, string chargedTo, int maxCalls, int maxTokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.WriteAsync(
            async (db, token) =>
            {
                // Whoever counts a run's requests counts alone.
                _ = await database.LockRunAsync(db, chargedTo, token);
                return !(await SpentAsync(db, chargedTo, token)).Reaches(maxCalls, maxTokens)
                    && await key.In(db).Where(row => row.ClaimedBy == holder && row.MadeAt == null)
                        .ExecuteUpdateAsync(row => row.SetProperty(h => h.Calls, h => h.Calls + 1).SetProperty(h => h.ChargedTo, chargedTo), token) == 1;
            },
            cancellationToken);
    }

    /// <summary>Stores what came: a hint, or the reason why there is none; false: the claim was no longer the caller's, and nothing is stored.</summary>
    public Task<bool> PutAsync(
        MadeHintKey key, string holder, string? text, string? unusableReason, double? temperature, long? seed, long promptTokens, long completionTokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (words, reason) = (text is null ? null : GuideDatabase.Storable(text), unusableReason is null ? null : GuideDatabase.Storable(unusableReason));
        return database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                return await key.In(db).Where(row => row.ClaimedBy == holder && row.MadeAt == null)
                    .ExecuteUpdateAsync(
                        row => row
                            .SetProperty(h => h.Text, words)
                            .SetProperty(h => h.UnusableReason, reason)
                            .SetProperty(h => h.Temperature, temperature)
                            .SetProperty(h => h.Seed, seed)
                            .SetProperty(h => h.PromptTokens, h => h.PromptTokens + promptTokens)
                            .SetProperty(h => h.CompletionTokens, h => h.CompletionTokens + completionTokens)
                            .SetProperty(h => h.MadeAt, now)
                            .SetProperty(h => h.ClaimedBy, (string?)null)
                            .SetProperty(h => h.ClaimedUntil, (DateTimeOffset?)null),
                        token) == 1;
            },
            cancellationToken);
    }

    /// <summary>Sets a hint free that could not be made now.</summary>
    public Task ReleaseAsync(MadeHintKey key, string holder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.WriteAsync(
            (db, token) => key.In(db).Where(row => row.ClaimedBy == holder)
                .ExecuteUpdateAsync(row => row.SetProperty(h => h.ClaimedBy, (string?)null).SetProperty(h => h.ClaimedUntil, (DateTimeOffset?)null), token),
            cancellationToken);
    }

    /// <summary>Renews claims on hints under way.</summary>
    public Task<int> RenewAsync(IReadOnlyCollection<string> holders, TimeSpan duration, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var until = await database.NowAsync(db, token) + duration;
                return await db.MadeHints.Where(row => holders.Contains(row.ClaimedBy)).ExecuteUpdateAsync(row => row.SetProperty(h => h.ClaimedUntil, until), token);
            },
            cancellationToken);

    /// <summary>What a run's hints have cost so far.</summary>
    public Task<HintSpending> SpentAsync(string chargedTo, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => SpentAsync(db, chargedTo, token), cancellationToken);

    private static async Task<HintSpending> SpentAsync(GuideDbContext db, string chargedTo, CancellationToken cancellationToken)
    {
        var spent = await db.MadeHints.Where(row => row.ChargedTo == chargedTo)
            .GroupBy(static row => 1)
            .Select(static rows => new { Calls = rows.Sum(row => (long)row.Calls), Tokens = rows.Sum(row => row.PromptTokens + row.CompletionTokens) })
            .SingleOrDefaultAsync(cancellationToken);
        return new HintSpending(spent?.Calls ?? 0, spent?.Tokens ?? 0);
    }

    private static MadeHintRow Fresh(MadeHintKey key, string? holder, DateTimeOffset? until) => new()
    {
        PromptKey = key.PromptKey,
        Source = key.Source,
        Model = key.Model,
        TemplateVersion = key.TemplateVersion,
        Level = key.Level,
        Candidate = key.Candidate,
        ClaimedBy = holder,
        ClaimedUntil = until,
    };
}
