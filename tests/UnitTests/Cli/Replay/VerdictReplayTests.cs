using Guide.Answers;
using Guide.Cli.Replay;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.UnitTests.Cli.Replay;

public sealed class VerdictReplayTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("guide-replay");
    private GuideDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = DatabaseConnection.Open($"sqlite:{Path.Combine(_folder.Path, "run.db")}");
        await StoredRun.WriteAsync(_database);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task All_sampled_groups_are_looked_at_unless_a_sample_is_asked_for()
    {
        // Of the root's "5" and "4", and the child's "4" and "3", the root's "4" was stored without a form.
        var diff = await ReplayAsync(ReplaySample.All);

        Assert.Equal((2, 2, 4, 0), (diff.Groups, diff.GroupsLookedAt, diff.Judged, diff.Unjudged));
        var flip = Assert.Single(diff.Flips);
        Assert.Equal((StoredRun.Root, 1, VerdictOutcome.FormatError, VerdictOutcome.Correct), (flip.GroupId, flip.Slot, flip.Before, flip.After));
    }

    [Fact]
    public async Task A_sample_looks_at_whole_groups_and_says_how_many()
    {
        // The first seed that takes the child and not the root.
        var sample = Enumerable.Range(0, 1000).Select(static seed => new ReplaySample(0.3, seed)).First(static s => s.Takes(StoredRun.Child.ToString("N")) && !s.Takes(StoredRun.Root.ToString("N")));
        var diff = await ReplayAsync(sample);

        Assert.Equal((2, 1, 2), (diff.Groups, diff.GroupsLookedAt, diff.Judged));
        Assert.Empty(diff.Flips);
        using var text = new StringWriter();
        ReplayText.Write(diff, text);
        Assert.Contains($"a sample: 1 of 2 groups (share 0.3, seed {sample.Seed})", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_can_judge_again_is_counted_and_is_no_flip()
    {
        var diff = await ReplayAsync(ReplaySample.All, new VerifierSet([]));

        Assert.Equal((0, 4), (diff.Judged, diff.Unjudged));
        Assert.Empty(diff.Flips);
        Assert.Empty(diff.NeedlessHints);
    }

    private async Task<ReplayDiff> ReplayAsync(ReplaySample sample, VerifierSet? verifiers = null)
    {
        var run = await _database.ReadAsync(static (db, token) => db.Set<RunRow>().SingleAsync(row => row.RunId == StoredRun.RunId, token), CancellationToken.None);
        return await new VerdictReplay(_database, verifiers ?? AnswerVerifiers.Set()).RunAsync(run, sample, null, CancellationToken.None);
    }
}
