using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.Learner.Training;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.Extensions.Logging;

namespace Guide.Learner;

/// <summary>
/// One step, from lineages to a committed version: train, write the checkpoint folder (whole or not at all), one transaction, tell
/// everybody. Whatever stops it in between leaves the database at version v, and the same lineages make the same step again.
/// </summary>
internal sealed class PolicyUpdateStep(
    ActiveRun run, StepCommit commit, IStageSender sender, LearnerTelemetry telemetry, TimeProvider time, IFaultPoints faults, ILogger<PolicyUpdateStep> logger)
{
    /// <summary>Takes the step.</summary>
    /// <param name="trainer">Holds version v.</param>
    /// <param name="lineages">By ordinal.</param>
    /// <param name="version">v.</param>
    /// <param name="lease">The Learner's lease.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async Task<StepCommitOutcome> TakeAsync(
        TrainerThread trainer, IReadOnlyList<StoredLineage> lineages, int version, LeaseHold lease, CancellationToken cancellationToken)
    {
        var next = version + 1;
        var started = time.GetTimestamp();
        // The epoch in the name: a Learner that lost its lease never overwrites what its successor committed.
        var uri = $"v{next:D6}-{lease.Epoch}";
        var withOptimizerState = next % run.Recipe.Optimizer.OptimizerStateEvery == 0 || next == run.Recipe.Step.Steps;
        var input = lineages.Select(lineage => lineage.ToLineage()).ToArray();
        var result = await trainer.WithTrainerAsync(it => it.Step(input, cancellationToken), cancellationToken);
        RefuseForeignSampler(result, version);
        var trained = time.GetElapsedTime(started);
        var checkpoint = await trainer.WithTrainerAsync(it => it.Save(run.Folder(uri), withOptimizerState), cancellationToken);
        faults.Reached("learner.saved");

        var metrics = new SortedDictionary<string, double>(result.Metrics.ToDictionary(), StringComparer.Ordinal)
        {
            ["updates_applied"] = result.UpdatesApplied,
            ["updates_skipped_non_finite"] = result.UpdatesSkippedNonFinite,
            ["lineages"] = lineages.Count,
            ["guided_lineages"] = lineages.Count(lineage => lineage.Child is not null),
        };
        if (!run.Recipe.Deterministic)
        {
            metrics["step_seconds"] = trained.TotalSeconds;
        }

        var outcome = await commit.CommitAsync(
            new StepToCommit
            {
                Lease = lease,
                Version = next,
                CheckpointUri = uri,
                CheckpointSha256 = checkpoint.Sha256,
                HasOptimizerState = withOptimizerState,
                Metrics = metrics,
                Roots = [.. lineages.Select(lineage => lineage.Root.GroupId)],
                Rows = Lineages.ToStored(result.Rows, lineages, run.RunId, next),
            },
            CancellationToken.None);
        if (outcome != StepCommitOutcome.Committed)
        {
            return outcome;
        }

        faults.Reached("learner.committed");
        telemetry.Stepped(next, lineages.Count, trained);
        Log.Stepped(logger, next, lineages.Count, result.UpdatesApplied, trained.TotalSeconds);
        if (result.Metrics.TryGetValue(StepMetrics.LogProbGap, out var gap))
        {
            Log.LogProbGap(logger, version, gap);
        }

        await sender.SendAsync(
            new PolicyUpdated { RunId = run.RunId, PolicyVersion = next, CheckpointUri = uri, CheckpointSha256 = checkpoint.Sha256 }, cancellationToken);
        return outcome;
    }

    /// <summary>Log-probs of the same tokens under the same weights must agree: else what sampled was not this policy, and every importance ratio is wrong.</summary>
    private void RefuseForeignSampler(StepResult result, int version)
    {
        // Not ≤ instead of >: a gap that is no number is no agreement.
        if (result.Metrics.TryGetValue(StepMetrics.LogProbGap, out var gap) && !(gap <= run.Recipe.Sampling.MaxLogProbGap))
        {
            throw new GuideException(FormattableString.Invariant(
                $"The rollouts of policy version {version} were not sampled from it: their log-probs differ from the trainer's by {gap:G3} nats a token, sampling.max_log_prob_gap is {run.Recipe.Sampling.MaxLogProbGap:G3}. Do all endpoints serve this checkpoint, and log-probs at the sampling temperature?"));
        }
    }
}
