using System.Text.Json;

using Guide.Cli.Evaluation;
using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost.Runs;
using Guide.Storage.Entities;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

public sealed class RunCheckpointsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-links");
    private readonly PlannedRun _run = new("r", "a", 0, new RunRecipe { Name = "n" }, null);

    private RunFolder Folder => new(_folder.Path);

    private string Store => Folder.CheckpointsOf("r");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_links_lead_to_the_newest_and_to_the_best_measured_version()
    {
        var checkpoints = new RunCheckpoints(Folder, _run);
        Measured("r-v1", 8);
        Measured("r-v2", 12);
        checkpoints.Update([Version(0), Version(1), Version(2), Version(3)], compared: null);

        Assert.Equal(("v000003", "v000002"), (FolderLink.Target(Path.Combine(Store, "last")), FolderLink.Target(Path.Combine(Store, "best"))));
        Assert.Equal([2], HeldVersions.Of(Store).Keep);
        Assert.Equal([1, 2], HeldVersions.Of(Store).Measured);

        Measured("r-v4", 12);
        checkpoints.Update([Version(0), Version(1), Version(2), Version(3), Version(4)], compared: 3);
        Assert.Equal(("v000004", "v000004"), (FolderLink.Target(Path.Combine(Store, "last")), FolderLink.Target(Path.Combine(Store, "best"))));
        Assert.Equal([4, 3], HeldVersions.Of(Store).Keep);
    }

    [Fact]
    public void Where_nothing_was_measured_nothing_is_the_best()
    {
        new RunCheckpoints(Folder, _run).Update([Version(0), Version(1)], compared: null);

        Assert.Equal("v000001", FolderLink.Target(Path.Combine(Store, "last")));
        Assert.False(Path.Exists(Path.Combine(Store, "best")));
    }

    private void Measured(string key, int correct)
    {
        Directory.CreateDirectory(Folder.Evaluations);
        File.WriteAllText(Path.Combine(Folder.Evaluations, $"{key}.json"), JsonSerializer.Serialize(Results.Evaluation(correct), SnakeCaseJson.Options));
    }

    private PolicyVersionRow Version(int version)
    {
        Directory.CreateDirectory(Path.Combine(Store, $"v{version:D6}"));
        return new()
        {
            RunId = "r", Version = version, CheckpointUri = $"v{version:D6}", CheckpointSha256 = "", HasOptimizerState = false, Lineages = 1, Metrics = "{}", LeaseEpoch = 1, CommittedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
