using Guide.Cli.Files;
using Guide.Contracts;
using Guide.Storage;

namespace Guide.Cli.Running;

/// <summary>The folder of an experiment: everything that its runs leave behind, and all that resuming them needs.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record RunFolder(string Path)
{
    /// <summary>The frozen experiment: arms, seeds, paths. Written once, last when the folder is made.</summary>
    public string ExperimentFile => In("experiment.json");

    /// <summary>The embedded mode's database: all runs of the experiment.</summary>
    public string DatabaseFile => In("guide.db");

    /// <summary>The checkpoints of a run, a folder each version.</summary>
    public string CheckpointsOf(string runId) => In("checkpoints", runId);

    /// <summary>What the stages log.</summary>
    public string LogFile => In("stages.log");

    /// <summary>Evaluations, one file each: RUN-vN.json.</summary>
    public string Evaluations => In("evaluations");

    /// <summary>The machine-readable result.</summary>
    public string SummaryFile => In("summary.json");

    /// <summary>Every metric of every step, a line a step.</summary>
    public string MetricsFile => In("metrics.jsonl");

    /// <summary>The same as a table, a column a metric.</summary>
    public string MetricsTable => In("metrics.csv");

    /// <summary>The report.</summary>
    public string ReportFile => In("report.html");

    /// <summary>A path in the folder.</summary>
    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Whether a path is one of those that runs write, or lies in one.</summary>
    public bool IsItsOwn(string path)
    {
        var first = System.IO.Path.GetRelativePath(Path, path).Split(System.IO.Path.DirectorySeparatorChar)[0];
        return first is "experiment.json" or "initial" or "checkpoints" or "evaluations" or "replays" or "work" or "stages.log" or "tensorboard" or "summary.json" or "metrics.jsonl" or "metrics.csv" or "report.html" || first.StartsWith("guide.db", StringComparison.Ordinal) || first.StartsWith(".lock", StringComparison.Ordinal);
    }

    /// <summary>A folder that is there and holds an experiment.</summary>
    /// <exception cref="GuideException">Exit code 2: it does not.</exception>
    public static RunFolder Existing(string path)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        return File.Exists(folder.ExperimentFile)
            ? folder
            : throw GuideException.Usage($"{path}: not a run folder (there is no experiment.json in it).");
    }

    /// <summary>The run folder last written to below runs/.</summary>
    /// <exception cref="GuideException">Exit code 2: there is none.</exception>
    public static RunFolder Newest() =>
        Directory.Exists("runs")
        && Directory.GetDirectories("runs").Select(d => new RunFolder(System.IO.Path.GetFullPath(d)))
            .Where(f => File.Exists(f.ExperimentFile))
            .MaxBy(f => File.GetLastWriteTimeUtc(f.ExperimentFile)) is { } newest
            ? newest
            : throw GuideException.Usage("there is no run folder below runs/; name one with --run-folder, or a database with --database.");

    /// <summary>Opens the embedded database to be read.</summary>
    /// <exception cref="GuideException">It is not there or cannot be used.</exception>
    public Task<GuideDatabase> OpenStoredAsync(CancellationToken cancellationToken) => StoredDatabase.OpenAsync($"sqlite:{DatabaseFile}", cancellationToken);

    /// <summary>Opens the embedded database.</summary>
    public GuideDatabase OpenDatabase() => DatabaseConnection.Open($"sqlite:{DatabaseFile}");
}
