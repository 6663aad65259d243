using System.Globalization;

using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Contracts;

namespace Guide.Cli.Merging;

/// <summary>Which checkpoint is meant by a path: itself, or one of the run that it belongs to.</summary>
internal static class CheckpointPlace
{
    /// <summary>The folder of the checkpoint.</summary>
    /// <param name="path">A run folder, a run's checkpoint folder, a checkpoint or an adapter.</param>
    /// <param name="run">Which run of a run folder; null = the only one.</param>
    /// <param name="version">Of a run: last, best, or a version's number.</param>
    /// <exception cref="GuideException">Exit code 2: there is none, or it is not clear which.</exception>
    public static string Find(string path, string? run, string version)
    {
        if (!Directory.Exists(path))
        {
            throw GuideException.Usage($"{path}: there is no such folder.");
        }

        if (File.Exists(new RunFolder(Path.GetFullPath(path)).ExperimentFile))
        {
            return OfRun(RunOf(path, run), version);
        }

        if (run is not null)
        {
            throw GuideException.Usage($"{path}: is not a run folder: leave --run out.");
        }

        return File.Exists(Path.Combine(path, "config.json")) || File.Exists(Path.Combine(path, "adapter_config.json")) ? path
            : Directory.GetDirectories(path, "v000000").Length > 0 ? OfRun(path, version)
            : throw GuideException.Usage($"{path}: is neither a run folder nor a checkpoint (there is no config.json or adapter_config.json in it).");
    }

    private static string RunOf(string path, string? run)
    {
        var checkpoints = Path.Combine(path, "checkpoints");
        var runs = Directory.Exists(checkpoints) ? Directory.GetDirectories(checkpoints).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal).ToList() : [];
        var there = runs.Count == 0 ? "it has no checkpoint yet" : $"there is: {string.Join(", ", runs)}";
        return run is null && runs.Count == 1 ? Path.Combine(checkpoints, runs[0])
            : run is null ? throw GuideException.Usage(runs.Count == 0 ? $"{path}: {there}." : $"{path}: name one of its runs with --run; {there}.")
            : runs.Contains(run) ? Path.Combine(checkpoints, run)
            : throw GuideException.Usage($"{path}: there is no run '{run}'; {there}.");
    }

    private static string OfRun(string checkpoints, string version)
    {
        if (version is RunCheckpoints.Last or RunCheckpoints.Best)
        {
            return FolderLink.Target(Path.Combine(checkpoints, version)) is { } target && Directory.Exists(Path.Combine(checkpoints, target)) ? Path.Combine(checkpoints, target)
                : version == RunCheckpoints.Last && Newest(checkpoints) is { } newest ? newest
                : throw GuideException.Usage($"{checkpoints}: there is no version '{version}'{(version == RunCheckpoints.Best ? ": nothing was measured; give evaluation.prompts and evaluation.every_versions, or take --checkpoint last" : "")}.");
        }

        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw GuideException.Usage($"--checkpoint is last, best or a version's number; got '{version}'.");
        }

        var found = Directory.GetDirectories(checkpoints, string.Create(CultureInfo.InvariantCulture, $"v{number:D6}*")).Where(folder => !folder.EndsWith(".removed", StringComparison.Ordinal)).ToList();
        return found.Count == 1 ? found[0]
            : throw GuideException.Usage(found.Count == 0
                ? $"{checkpoints}: version {number} is not there; step.keep_checkpoints says how many are kept."
                : $"{checkpoints}: version {number} is there {found.Count} times: name its folder.");
    }

    /// <summary>Where links are not possible.</summary>
    private static string? Newest(string checkpoints) =>
        Directory.GetDirectories(checkpoints, "v??????*").Where(folder => !folder.EndsWith(".removed", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault();
}
