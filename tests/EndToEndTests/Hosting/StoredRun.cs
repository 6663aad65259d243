using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.EndToEndTests.Hosting;

/// <summary>A run without prompts, for tests that end before its first group.</summary>
internal static class StoredRun
{
    public static async Task CreateAsync(string connection, string runId)
    {
        await using var database = DatabaseConnection.Open(connection);
        await database.MigrateAsync(CancellationToken.None);
        var recipe = RecipeJson.Freeze(new RunRecipe { Name = "empty" });
        var created = DateTimeOffset.UnixEpoch;
        await new Runs(database).CreateAsync(
            new RunRow
            {
                RunId = runId,
                Name = "empty",
                Arm = "empty",
                Seed = 0,
                Recipe = recipe,
                RecipeHash = RecipeJson.Hash(recipe),
                CheckpointStore = "/tmp",
                TrainPrompts = 0,
                CreatedAt = created,
            },
            [],
            new PolicyVersionRow
            {
                RunId = runId,
                Version = 0,
                CheckpointUri = "v0",
                CheckpointSha256 = new string('0', 64),
                HasOptimizerState = false,
                Lineages = 0,
                Metrics = "{}",
                LeaseEpoch = 0,
                CommittedAt = created,
            },
            CancellationToken.None);
    }
}
