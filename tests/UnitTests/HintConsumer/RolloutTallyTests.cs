using Guide.Contracts;
using Guide.HintConsumer;
using Guide.Recipes;
using Guide.Storage;
using Guide.UnitTests.Cli;

using Microsoft.EntityFrameworkCore;

namespace Guide.UnitTests.HintConsumer;

public sealed class RolloutTallyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-tally-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Effective_verdicts_of_rollouts_that_are_not_masked_are_counted()
    {
        await using var database = DatabaseConnection.Open($"sqlite:{Path.Combine(_folder.FullName, "guide.db")}");
        await StoredRun.WriteAsync(database);

        // The root's slot 0 was judged at the second attempt, Incorrect; slot 1 is a FormatError. Of the child, slot 0 is Correct.
        Assert.Equal(new Tally(0, 2), await TallyAsync(database, StoredRun.Root, TruncatedRollouts.Mask));
        Assert.Equal(new Tally(1, 1), await TallyAsync(database, StoredRun.Child, TruncatedRollouts.Mask));

        await database.WriteAsync(
            (db, token) => db.Rollouts.Where(row => row.Slot == 0).ExecuteUpdateAsync(row => row.SetProperty(r => r.FinishReason, FinishReason.Length), token), default);
        Assert.Equal(new Tally(0, 1), await TallyAsync(database, StoredRun.Root, TruncatedRollouts.Mask));
        Assert.Equal(new Tally(0, 1), await TallyAsync(database, StoredRun.Child, TruncatedRollouts.Mask));
        Assert.Equal(new Tally(1, 1), await TallyAsync(database, StoredRun.Child, TruncatedRollouts.Zero));
    }

    private static async Task<Tally> TallyAsync(GuideDatabase database, Guid groupId, TruncatedRollouts truncated)
    {
        var group = await database.ReadAsync((db, token) => db.Groups.SingleAsync(row => row.GroupId == groupId, token), default);
        return await RolloutTally.ReadAsync(database, group, truncated, default);
    }
}
