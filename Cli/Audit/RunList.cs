using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Audit;

/// <summary>Finds runs and says where they stand.</summary>
internal static class RunList
{
    /// <summary>The runs of every run folder directly below a folder, the newest experiment first. Folders that cannot be read are told.</summary>
    public static async Task<IReadOnlyList<RunLine>> BelowAsync(string parent, TextWriter notes, CancellationToken cancellationToken)
    {
        var lines = new List<RunLine>();
        var folders = Directory.Exists(parent) ? Directory.GetDirectories(parent) : [];
        foreach (var folder in folders.Select(f => new RunFolder(Path.GetFullPath(f))).Where(f => File.Exists(f.ExperimentFile)).OrderByDescending(f => File.GetLastWriteTimeUtc(f.ExperimentFile)))
        {
            try
            {
                await using var database = await folder.OpenStoredAsync(cancellationToken);
                lines.AddRange(await OfAsync(database, Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.Path), cancellationToken));
            }
            catch (GuideException unusable)
            {
                await notes.WriteLineAsync($"left out: {unusable.Message}");
            }
        }

        return lines;
    }

    /// <summary>The runs of one database.</summary>
    public static async Task<IReadOnlyList<RunLine>> OfAsync(GuideDatabase database, string place, CancellationToken cancellationToken)
    {
        var lines = new List<RunLine>();
        foreach (var run in await StoredRuns.AllAsync(database, cancellationToken))
        {
            var version = await database.ReadAsync((db, token) => db.PolicyVersions.Where(v => v.RunId == run.RunId).MaxAsync(v => (int?)v.Version, token), cancellationToken);
            lines.Add(new RunLine(
                run.RunId,
                run.Arm,
                run.Seed,
                run.State switch { RunState.Ended => "ended", RunState.Trained => "trained", _ => "not ended" },
                version ?? 0,
                RecipeJson.Thaw(run.Recipe).Step.Steps,
                await ExperimentRunner.SampledAsync(database, run.RunId, cancellationToken),
                run.CreatedAt,
                place));
        }

        return lines;
    }
}
