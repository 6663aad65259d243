using System.Text.Json;

using Guide.Cli.Files;
using Guide.Contracts;

namespace Guide.Cli.Running;

/// <summary>
/// How long a run has been worked on, kept in its run folder: the time between an interruption and the resume is not in it. A crash loses
/// what was not noted yet, a few seconds at most.
/// </summary>
/// <param name="Seconds">From the start of the stages to their end, all sessions together.</param>
/// <param name="Sessions">How often it was started or resumed.</param>
internal sealed record WorkTime(double Seconds, int Sessions)
{
    /// <summary>What is noted of a run; null when nothing is.</summary>
    public static WorkTime? Find(RunFolder folder, string runId)
    {
        var file = FileOf(folder, runId);
        return File.Exists(file) ? JsonSerializer.Deserialize<WorkTime>(File.ReadAllText(file), SnakeCaseJson.Options) : null;
    }

    /// <summary>Notes the time.</summary>
    public void Write(RunFolder folder, string runId) => WholeFile.Write(FileOf(folder, runId), JsonSerializer.Serialize(this, SnakeCaseJson.Options));

    private static string FileOf(RunFolder folder, string runId) => folder.In("work", $"{runId}.json");
}
