using Guide.Cli.Evaluation;
using Guide.Cli.Files;
using Guide.StageHost.Runs;
using Guide.Storage.Entities;

namespace Guide.Cli.Running;

/// <summary>
/// A run's checkpoint folder as whoever looks for a checkpoint sees it: the links <c>last</c> and <c>best</c>, and which versions the Learner
/// must leave there. The best is the version with the highest pass@1 on all held-out problems, without hints; of equals the later one.
/// </summary>
/// <param name="folder">The experiment.</param>
/// <param name="run">The run.</param>
internal sealed class RunCheckpoints(RunFolder folder, PlannedRun run)
{
    /// <summary>Name of the link to the newest version.</summary>
    public const string Last = "last";

    /// <summary>Name of the link to the best measured version.</summary>
    public const string Best = "best";

    private readonly Dictionary<int, double> _measured = [];
    private readonly Lock _gate = new();
    private int? _compared;

    /// <summary>Sets both links and what is held, from what has been measured so far.</summary>
    /// <param name="versions">The committed versions of the run.</param>
    /// <param name="compared">The version at which this arm is compared with another one, to be kept; null = none, or as before.</param>
    public void Update(IReadOnlyList<PolicyVersionRow> versions, int? compared)
    {
        lock (_gate)
        {
            _compared = compared ?? _compared;
            var store = folder.CheckpointsOf(run.RunId);
            if (!Directory.Exists(store) || versions.Count == 0)
            {
                return;
            }

            foreach (var row in versions.Where(v => !_measured.ContainsKey(v.Version)))
            {
                if (ResultOf(row.Version) is { } result)
                {
                    _measured[row.Version] = result.PassAt1;
                }
            }

            var best = versions.Where(v => _measured.ContainsKey(v.Version)).OrderByDescending(v => _measured[v.Version]).ThenByDescending(v => v.Version).FirstOrDefault();
            List<int> keep = [];
            if (best is { Version: > 0 })
            {
                keep.Add(best.Version);
            }

            if (_compared is { } held)
            {
                keep.Add(held);
            }

            // First what must stay, then the links to it.
            var text = new HeldVersions(keep, [.. _measured.Keys.Where(version => version > 0).Order()]).ToJson();
            var file = HeldVersions.FileOf(store);
            if ((File.Exists(file) ? File.ReadAllText(file) : "") != text)
            {
                WholeFile.Write(file, text);
            }

            FolderLink.Point(store, Last, versions.MaxBy(v => v.Version)!.CheckpointUri);
            if (best is not null && Directory.Exists(Path.Combine(store, best.CheckpointUri)))
            {
                FolderLink.Point(store, Best, best.CheckpointUri);
            }
        }
    }

    private EvaluationResult? ResultOf(int version) =>
        Evaluations.Find(folder, version == 0 ? Evaluations.InitialKey(run, guided: false) : Evaluations.Key(run.RunId, version, guided: false));
}
