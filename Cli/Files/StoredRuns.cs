using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Files;

/// <summary>The runs of a database.</summary>
internal static class StoredRuns
{
    /// <summary>All of them, by id.</summary>
    public static Task<List<RunRow>> AllAsync(GuideDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Runs.OrderBy(r => r.RunId).ToListAsync(token), cancellationToken);

    /// <summary>The run of that id; without an id the only one.</summary>
    /// <exception cref="GuideException">Exit code 2: there is none, or several.</exception>
    public static async Task<RunRow> ChooseAsync(GuideDatabase database, string? id, CancellationToken cancellationToken)
    {
        var runs = await AllAsync(database, cancellationToken);
        if (runs.Count == 0)
        {
            throw GuideException.Usage($"{database.Description} holds no run yet.");
        }

        var there = string.Join(", ", runs.Select(r => r.RunId));
        return id is null
            ? runs.Count == 1 ? runs[0] : throw GuideException.Usage($"name one of the runs: {there}.")
            : runs.Find(r => r.RunId == id) ?? throw GuideException.Usage($"there is no run '{id}'; there is: {there}.");
    }
}
