using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Recipes;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.Extensions.Logging;

namespace Guide.Learner.Steps;

/// <summary>
/// Puts steps together from completed lineages, by ordinal: what an open root before them is still waiting for, they wait for too.
/// Everything it decides is a function of stored rows, so a restarted Learner decides alike.
/// </summary>
internal sealed class StepAssembler(ActiveRun run, LineageReader reader, StepCommit commit, LearnerTelemetry telemetry, ILogger<StepAssembler> logger)
{
    private readonly Dictionary<Guid, LoadedLineage> _loaded = [];

    /// <summary>Discards what no step may take, and says whether a step is due.</summary>
    /// <param name="lease">The Learner's lease.</param>
    /// <param name="version">The version that the step starts from.</param>
    /// <param name="cancellationToken">Stops between reading and discarding.</param>
    public async Task<StepAssembly> AssembleAsync(LeaseHold lease, int version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var front = await reader.FrontAsync(run.RunId, run.Recipe, run.Recipe.Step.RootGroupsPerStep, cancellationToken);
            if (front.RunEnded)
            {
                return new StepAssembly(null, Over: true);
            }

            var discarded = await reader.DiscardedForAsync(run.RunId, version + 1, cancellationToken);
            await LoadAsync(front, cancellationToken);
            var (useful, discard, full) = Sort(front, version, discarded);
            if (discard.Count > 0)
            {
                // Before the step: its place in the order is part of what was decided.
                await DiscardAsync(lease, version + 1, discard, cancellationToken);
                if (!full)
                {
                    continue;
                }
            }

            if (full)
            {
                return new StepAssembly(useful, Over: false);
            }

            // The last partial batch is taken short: no further root will come, and all open ones lie here.
            return front switch
            {
                { Exhausted: true } when useful.Count == front.OpenRoots => new StepAssembly(useful.Count > 0 ? useful : null, Over: useful.Count == 0),
                _ => new StepAssembly(null, Over: false, Missing(front, useful.Count, discarded)),
            };
        }
    }

    /// <summary>Lineages that a step has taken are not needed again.</summary>
    public void Forget(IEnumerable<LoadedLineage> consumed)
    {
        foreach (var lineage in consumed)
        {
            _loaded.Remove(lineage.RootId);
        }
    }

    // Lineages are taken in their order, so all of the front must be final; a step that fills up may close short before that.
    private int Missing(LineageFront front, int useful, int discarded) =>
        Math.Max(1, run.Recipe.Step.DynamicSampling == DynamicSampling.Fill
            ? (int)Math.Min(front.Waiting, ((long)run.Recipe.Step.MaxFillFactor * run.Recipe.Step.RootGroupsPerStep) - useful - discarded)
            : front.Waiting);

    /// <summary>Takes completed lineages in their order until the step is full.</summary>
    private (List<LoadedLineage> Useful, List<(Guid RootId, DiscardReason Reason, string? Detail)> Discard, bool Full) Sort(
        LineageFront front, int version, int discardedBefore)
    {
        var useful = new List<LoadedLineage>();
        var discard = new List<(Guid, DiscardReason, string?)>();
        var full = LineageTriage.IsFull(run.Recipe.Step, 0, discardedBefore);
        foreach (var root in front.Completed)
        {
            if (full)
            {
                break;
            }

            var lineage = _loaded[root.GroupId];
            var reason = LineageTriage.Classify(lineage.Composed, run.Recipe, version);
            if (reason == DiscardReason.None)
            {
                useful.Add(lineage);
            }
            else
            {
                discard.Add((root.GroupId, reason, null));
            }

            full = LineageTriage.IsFull(run.Recipe.Step, useful.Count, discardedBefore + discard.Count);
        }

        return (useful, discard, full);
    }

    private async Task LoadAsync(LineageFront front, CancellationToken cancellationToken)
    {
        var missing = front.Completed.Select(root => root.GroupId).Where(id => !_loaded.ContainsKey(id)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        foreach (var lineage in await reader.LoadAsync(run.RunId, missing, cancellationToken))
        {
            _loaded[lineage.Root.GroupId] = LoadedLineage.Of(lineage, run.Recipe);
        }
    }

    private async Task DiscardAsync(LeaseHold lease, int version, List<(Guid RootId, DiscardReason Reason, string? Detail)> discard, CancellationToken cancellationToken)
    {
        if (!await commit.DiscardAsync(lease, version, discard, cancellationToken))
        {
            throw new LeaseLostException();
        }

        foreach (var (rootId, reason, _) in discard)
        {
            _loaded.Remove(rootId);
            telemetry.Discarded(reason);
            Log.LineageDiscarded(logger, rootId, reason);
        }
    }
}
