using System.Text.Json;

using Guide.Contracts;

namespace Guide.StageHost.Runs;

/// <summary>
/// Which old checkpoints of a run whoever measures it still needs: a file in the run's checkpoint folder, written by <c>guide run</c> and
/// read by the Learner before it removes anything.
/// </summary>
/// <param name="Keep">Versions that stay: the best so far, those that an arm is compared at.</param>
/// <param name="Measured">Versions of evaluation.every_versions that have been measured; the others stay until they are.</param>
public sealed record HeldVersions(IReadOnlyList<int> Keep, IReadOnlyList<int> Measured)
{
    private const string FileName = "held.json";

    /// <summary>Nothing is held and nothing was measured.</summary>
    public static HeldVersions None { get; } = new([], []);

    /// <summary>What is held of a run.</summary>
    /// <param name="checkpoints">The run's checkpoint folder.</param>
    /// <exception cref="GuideException">The file cannot be read.</exception>
    public static HeldVersions Of(string checkpoints)
    {
        var file = Path.Combine(checkpoints, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<HeldVersions>(File.ReadAllText(file), SnakeCaseJson.Options) ?? None : None;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new GuideException($"{file}: cannot be read: {exception.Message}; remove it, then all measured versions are kept.", exception);
        }
    }

    /// <summary>Where it is written.</summary>
    /// <param name="checkpoints">The run's checkpoint folder.</param>
    public static string FileOf(string checkpoints) => Path.Combine(checkpoints, FileName);

    /// <summary>Its text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SnakeCaseJson.Options);

    /// <summary>Whether a version's checkpoint must stay.</summary>
    /// <param name="version">The version.</param>
    /// <param name="everyVersions">evaluation.every_versions of the run; 0 = none is measured on the way.</param>
    public bool Holds(int version, int everyVersions) =>
        Keep.Contains(version) || (everyVersions > 0 && version % everyVersions == 0 && !Measured.Contains(version));
}
