using System.Text.Json;

using Guide.Cli.Evaluation;
using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Storage.Entities;

namespace Guide.Cli.Reporting;

/// <summary>
/// A run's metrics for TensorBoard, in <c>tensorboard/RUN/</c>, appended while the run goes on: every metric of every step at the version it
/// made, and pass@1 by tier of every version that was measured. A session begins with a whole new file, so that nothing stands in it twice.
/// </summary>
internal sealed class TensorBoardLog(RunFolder folder, PlannedRun run)
{
    private readonly HashSet<int> _steps = [];
    private readonly HashSet<int> _measured = [];
    private readonly Lock _gate = new();
    private string? _file;

    /// <summary>Writes what is not written yet.</summary>
    /// <param name="versions">The committed versions of the run.</param>
    public void Write(IReadOnlyList<PolicyVersionRow> versions)
    {
        lock (_gate)
        {
            var events = new List<byte>();
            foreach (var version in versions.OrderBy(v => v.Version))
            {
                if (version.Version > 0 && _steps.Add(version.Version))
                {
                    events.AddRange(EventFile.Scalars(version.CommittedAt, version.Version, JsonSerializer.Deserialize<Dictionary<string, double>>(version.Metrics)!.OrderBy(m => m.Key, StringComparer.Ordinal)));
                }

                if (!_measured.Contains(version.Version) && ResultOf(version.Version) is { } result)
                {
                    _measured.Add(version.Version);
                    events.AddRange(EventFile.Scalars(version.CommittedAt, version.Version, result.Tiers([1]).Select(tier => KeyValuePair.Create($"held_out/pass@1/{tier.Tier}", tier.PassAt[1].Mean))));
                }
            }

            if (_file is null && versions.Count > 0)
            {
                var began = versions.MinBy(v => v.Version)!.CommittedAt;
                _file = folder.In("tensorboard", run.RunId, $"events.out.tfevents.{began.ToUnixTimeSeconds()}.guide");
                using var whole = WholeFile.Create(_file);
                whole.Stream.Write([.. EventFile.Header(began), .. events]);
                whole.Commit();
            }
            else if (events.Count > 0)
            {
                using var more = new FileStream(_file!, FileMode.Append, FileAccess.Write, FileShare.Read);
                more.Write([.. events]);
            }
        }
    }

    private EvaluationResult? ResultOf(int version) =>
        Evaluations.Find(folder, version == 0 ? Evaluations.InitialKey(run, guided: false) : Evaluations.Key(run.RunId, version, guided: false));
}
