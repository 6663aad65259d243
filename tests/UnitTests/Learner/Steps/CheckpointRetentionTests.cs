using Guide.Contracts;
using Guide.Learner.Steps;
using Guide.Recipes;
using Guide.StageHost;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;
using Guide.TestKit;

using Microsoft.Extensions.Logging.Abstractions;

namespace Guide.UnitTests.Learner;

public sealed class CheckpointRetentionTests : IAsyncLifetime
{
    private const string RunId = "r";
    private readonly TemporaryFolder _folder = new("guide-retention");
    private readonly GuideDatabase _database;

    public CheckpointRetentionTests() => _database = DatabaseConnection.Open($"sqlite:{Path.Combine(_folder.Path, "g.db")}");

    private string Store => Path.Combine(_folder.Path, "store");

    public Task InitializeAsync() => _database.MigrateAsync(default);

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_newest_few_stay_and_only_the_newest_has_optimizer_state()
    {
        await TrimmedAsync(new RunRecipe { Name = "n", Step = new StepRecipe { KeepCheckpoints = 2 } }, newest: 6);

        Assert.Equal(["v000000", "v000005-1", "v000006-1"], Folders());
        Assert.Equal(["v000006-1"], Folders().Where(HasState));
    }

    [Fact]
    public async Task Zero_keeps_everything()
    {
        await TrimmedAsync(new RunRecipe { Name = "n", Step = new StepRecipe { KeepCheckpoints = 0 } }, newest: 6);

        Assert.Equal(7, Folders().Count);
        Assert.Equal(6, Folders().Count(HasState));
    }

    [Fact]
    public async Task What_is_held_and_what_is_still_to_be_measured_stays()
    {
        Directory.CreateDirectory(Store);
        await File.WriteAllTextAsync(HeldVersions.FileOf(Store), new HeldVersions([1], [2]).ToJson());
        await TrimmedAsync(new RunRecipe { Name = "n", Step = new StepRecipe { KeepCheckpoints = 1 }, Evaluation = new EvaluationRecipe { EveryVersions = 2 } }, newest: 6);

        // 1 is held, 2 has been measured, 4 has not.
        Assert.Equal(["v000000", "v000001-1", "v000004-1", "v000006-1"], Folders());
    }

    [Fact]
    public async Task A_version_that_an_open_evaluation_names_stays_and_none_before_it()
    {
        await TrimmedAsync(new RunRecipe { Name = "n", Step = new StepRecipe { KeepCheckpoints = 1 } }, newest: 6, measured: 3);

        Assert.Equal(["v000000", "v000003-1", "v000006-1"], Folders());
    }

    [Fact]
    public async Task Versions_within_the_staleness_stay()
    {
        await TrimmedAsync(new RunRecipe { Name = "n", Step = new StepRecipe { KeepCheckpoints = 1, MaxStaleness = 2 } }, newest: 6);

        Assert.Equal(["v000000", "v000004-1", "v000005-1", "v000006-1"], Folders());
    }

    [Fact]
    public async Task What_a_killed_Learner_left_is_removed_and_what_is_not_a_version_is_not()
    {
        foreach (var left in (string[])["v000003-9", "v000002-1.removed", ".v000003-1.0123456789abcdef0123456789abcdef.tmp", "v000007-1", "notes"])
        {
            Directory.CreateDirectory(Path.Combine(Store, left));
        }

        Directory.CreateSymbolicLink(Path.Combine(Store, "last"), "v000006-1");
        await TrimmedAsync(new RunRecipe { Name = "n", Step = new StepRecipe { KeepCheckpoints = 1 } }, newest: 6);

        Assert.Equal(["last", "notes", "v000000", "v000006-1", "v000007-1"], Folders());
    }

    private async Task TrimmedAsync(RunRecipe recipe, int newest, int? measured = null)
    {
        var frozen = RecipeJson.Freeze(recipe);
        var row = new RunRow { RunId = RunId, Name = "n", Arm = "a", Seed = 0, Recipe = frozen, RecipeHash = RecipeJson.Hash(frozen), CheckpointStore = Store, TrainPrompts = 0, CreatedAt = DateTimeOffset.UnixEpoch };
        await new RunStore(_database).CreateAsync(
            row, [new PromptRow { RunId = RunId, PromptId = "p", PromptSet = PromptRow.HeldOutSet, Position = 0, Domain = Domain.Math, Text = "1+1?", Gold = "2" }], Version(0), default);
        await _database.WriteAsync(
            async (db, token) =>
            {
                db.PolicyVersions.AddRange(Enumerable.Range(1, newest).Select(Version));
                await db.SaveChangesAsync(token);
            },
            default);
        if (measured is { } named)
        {
            Assert.Equal(1, await new EvaluationGroups(_database).RequestAsync(RunId, [EvaluationGroups.HeldOut(recipe, named, guided: false)], default));
        }

        foreach (var version in Enumerable.Range(0, newest + 1).Select(Version))
        {
            Directory.CreateDirectory(Path.Combine(Store, version.CheckpointUri));
            if (version.Version > 0)
            {
                await File.WriteAllTextAsync(Path.Combine(Store, version.CheckpointUri, "optimizer.safetensors"), "");
            }
        }

        var run = new ActiveRun(new RunSettings { RunId = RunId, Database = "", Checkpoints = Store });
        run.Set(row, recipe);
        await new CheckpointRetention(run, _database, NullLogger<CheckpointRetention>.Instance).TrimAsync(newest, default);
    }

    private List<string> Folders() => [.. Directory.GetDirectories(Store).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private bool HasState(string folder) => File.Exists(Path.Combine(Store, folder, "optimizer.safetensors"));

    private static PolicyVersionRow Version(int version) => new()
    {
        RunId = RunId, Version = version, CheckpointUri = version == 0 ? "v000000" : $"v{version:D6}-1", CheckpointSha256 = new string('a', 64), HasOptimizerState = version > 0,
        Lineages = 1, Metrics = "{}", LeaseEpoch = 1, CommittedAt = DateTimeOffset.UnixEpoch,
    };
}
