using System.Text;
using System.Text.Json;

using Guide.Cli.Evaluation;
using Guide.Cli.Reporting;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-board");
    private readonly PlannedRun _run = new("r", "a", 0, new RunRecipe { Name = "n" }, null);

    private RunFolder Folder => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_step_is_written_once_whoever_asks_again_and_a_new_session_writes_all_of_them_anew()
    {
        var log = new TensorBoardLog(Folder, _run);
        log.Write([Version(0), Version(1)]);
        log.Write([Version(0), Version(1)]);
        log.Write([Version(0), Version(1), Version(2)]);
        Assert.Equal(2, Count("unguided/reward_mean"));

        new TensorBoardLog(Folder, _run).Write([Version(0), Version(1), Version(2), Version(3)]);
        Assert.Equal(3, Count("unguided/reward_mean"));
        Assert.Single(Directory.GetFiles(Folder.In("tensorboard", "r")));
    }

    [Fact]
    public void What_was_measured_on_held_out_problems_stands_there_by_tier()
    {
        var log = new TensorBoardLog(Folder, _run);
        log.Write([Version(0), Version(1)]);
        Directory.CreateDirectory(Folder.Evaluations);
        File.WriteAllText(Path.Combine(Folder.Evaluations, "r-v1.json"), JsonSerializer.Serialize(Results.Evaluation(8), SnakeCaseJson.Options));
        log.Write([Version(0), Version(1)]);
        log.Write([Version(0), Version(1)]);

        Assert.Equal(1, Count("held_out/pass@1/hard"));
    }

    private int Count(string name) =>
        Encoding.Latin1.GetString(File.ReadAllBytes(Directory.GetFiles(Folder.In("tensorboard", "r")).Single())).Split(name).Length - 1;

    private static PolicyVersionRow Version(int version) => new()
    {
        RunId = "r", Version = version, CheckpointUri = $"v{version:D6}", CheckpointSha256 = "", HasOptimizerState = false, Lineages = 1,
        Metrics = version == 0 ? "{}" : """{"unguided/reward_mean": 0.25, "loss": 1}""", LeaseEpoch = 1, CommittedAt = DateTimeOffset.UnixEpoch,
    };
}
