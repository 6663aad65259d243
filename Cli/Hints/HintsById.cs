using Guide.Contracts;

namespace Guide.Cli.Hints;

/// <summary>Finds a run's hint by the beginning of its id.</summary>
internal static class HintsById
{
    /// <summary>The hint.</summary>
    /// <exception cref="GuideException">Exit code 2: there is none, or several.</exception>
    public static HintLine Find(IReadOnlyList<HintLine> lines, string id, string runId)
    {
        var found = lines.Where(line => line.Hint.HintId.StartsWith(id, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return found.Count == 1
            ? found[0]
            : throw GuideException.Usage(found.Count == 0 ? $"there is no hint {id}… in run {runId}." : $"{id}… is not one hint of run {runId}: give more of its id.");
    }
}
