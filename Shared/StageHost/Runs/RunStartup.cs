using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.StageHost.Runs;

/// <summary>First thing a process does: the database is there and answers, its tables are current, the run exists and its recipe is readable. Else one line and exit code 1.</summary>
internal sealed class RunStartup(
    ActiveRun active, GuideDatabase database, RunStore runs, IOptions<WatchOptions> options, TimeProvider time, ILogger<RunStartup> logger) : IHostedService
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var row = await ReadRunAsync(cancellationToken)
            ?? throw new GuideException($"There is no run '{active.RunId}' in {database.Description}: `guide run` creates it.");
        if (RecipeJson.Hash(row.Recipe) != row.RecipeHash)
        {
            throw new GuideException($"The recipe of run '{active.RunId}' was changed after it was frozen: its hash is not {row.RecipeHash[..12]}.");
        }

        try
        {
            active.Set(row, RecipeJson.Thaw(row.Recipe));
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new GuideException($"The recipe of run '{active.RunId}' is not of this version: {exception.Message}", exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<RunRow?> ReadRunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var said = false; ; said = true)
        {
            try
            {
                if (!await database.ExistsAsync(cancellationToken))
                {
                    throw new GuideException($"There is no database {database.Description}: `guide run` creates it.");
                }

                await database.MigrateAsync(cancellationToken);
                return await runs.FindAsync(active.RunId, cancellationToken);
            }
            catch (Exception exception) when (DatabaseErrors.IsTransient(exception) && time.GetElapsedTime(started) < options.Value.DatabaseTimeout)
            {
                if (!said)
                {
                    Log.DatabaseAway(logger, database.Description, exception.GetBaseException().Message);
                }

                await Task.Delay(RetryEvery, time, cancellationToken);
            }
            catch (Exception exception) when (DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception))
            {
                throw new GuideException($"The database {database.Description} cannot be used: {exception.GetBaseException().Message}", exception);
            }
        }
    }
}
