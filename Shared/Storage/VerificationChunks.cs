using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>What the workers of a verification job have judged so far.</summary>
public sealed class VerificationChunks(GuideDatabase database)
{
    /// <summary>A job that nobody has gone on with for so long is forgotten.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(30);

    /// <summary>Stores a part; false: it is there already, and the first one stays.</summary>
    public async Task<bool> AddAsync(VerificationChunkRow chunk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        try
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    db.VerificationChunks.Add(new VerificationChunkRow
                    {
                        JobId = chunk.JobId,
                        Chunk = chunk.Chunk,
                        Cases = chunk.Cases,
                        Verdicts = chunk.Verdicts,
                        NotRead = GuideDatabase.Storable(chunk.NotRead),
                        Error = chunk.Error is null ? null : GuideDatabase.Storable(chunk.Error),
                        IsInputError = chunk.IsInputError,
                        JudgedAt = await database.NowAsync(db, token),
                    });
                    await db.SaveChangesAsync(token);
                },
                cancellationToken);
            return true;
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            return false;
        }
    }

    /// <summary>Which parts of a job are there, from one to another, in their order.</summary>
    public Task<List<int>> JudgedAsync(string jobId, int from, int to, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.VerificationChunks.Where(row => row.JobId == jobId && row.Chunk >= from && row.Chunk <= to).OrderBy(row => row.Chunk).Select(row => row.Chunk).ToListAsync(token), cancellationToken);

    /// <summary>Whether a part is there.</summary>
    public Task<bool> IsJudgedAsync(string jobId, int chunk, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.VerificationChunks.AnyAsync(row => row.JobId == jobId && row.Chunk == chunk, token), cancellationToken);

    /// <summary>A part that is there.</summary>
    public Task<VerificationChunkRow> ReadAsync(string jobId, int chunk, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.VerificationChunks.SingleAsync(row => row.JobId == jobId && row.Chunk == chunk, token), cancellationToken);

    /// <summary>Forgets a job.</summary>
    public Task ForgetAsync(string jobId, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => db.VerificationChunks.Where(row => row.JobId == jobId).ExecuteDeleteAsync(token), cancellationToken);

    /// <summary>Forgets one part, to be judged again.</summary>
    public Task ForgetAsync(string jobId, int chunk, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => db.VerificationChunks.Where(row => row.JobId == jobId && row.Chunk == chunk).ExecuteDeleteAsync(token), cancellationToken);

    /// <summary>Forgets every part that is older than <see cref="Kept"/>.</summary>
    public Task ForgetOldAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var oldest = await database.NowAsync(db, token) - Kept;
                await db.VerificationChunks.Where(row => row.JudgedAt < oldest).ExecuteDeleteAsync(token);
            },
            cancellationToken);
}
