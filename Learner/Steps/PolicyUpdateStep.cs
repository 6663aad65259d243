using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.Learner.Training;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.Extensions.Logging;

namespace Guide.Learner.Steps;

/// <summary>
/// One step, from lineages to a committed version: train, write the checkpoint folder (whole or not at all), one transaction, tell
/// everybody. Whatever stops it in between leaves the database at version v, and the same lineages make the same step again.
/// </summary>
internal sealed class PolicyUpdateStep(
    ActiveRun run,
    SampledVersions versions,
    StepCommit commit,
    IStageSender sender,
    LearnerTelemetry telemetry,
    TimeProvider time,
    IFaultPoints faults,
    ILogger<PolicyUpdateStep> logger)
{
    /// <summary>Steps in a row without a comparison of sampler and trainer after which the log says so, once.</summary>
    internal const int UncheckedStepsToWarn = 20;

    /// <summary>Takes the step.</summary>
    /// <param name="trainer">Holds version v.</param>
    /// <param name="lineages">By ordinal.</param>
    /// <param name="version">v.</param>
    /// <param name="lease">The Learner's lease.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async Task<StepCommitOutcome> TakeAsync(
        TrainerThread trainer, IReadOnlyList<LoadedLineage> lineages, int version, LeaseHold lease, CancellationToken cancellationToken)
    {
        var next = version + 1;
        var input = await versions.InputAsync(lineages, version, cancellationToken);
        var started = time.GetTimestamp();
        // The epoch in the name: a Learner that lost its lease never overwrites what its successor committed.
        var uri = $"v{next:D6}-{lease.Epoch}";
        var withOptimizerState = next % run.Recipe.Optimizer.OptimizerStateEvery == 0 || next == run.Recipe.Step.Steps;
        var result = await trainer.WithTrainerAsync(it => it.Step(input, cancellationToken), cancellationToken);
        RefuseForeignSampler(result.SamplerGaps, run.Recipe.Sampling.MaxLogProbGap);
        var trained = time.GetElapsedTime(started);
        var checkpoint = await SaveAsync(trainer, next, run.Folder(uri), withOptimizerState, cancellationToken);
        faults.Reached("learner.saved");

        var outcome = await commit.CommitAsync(
            new StepToCommit
            {
                Lease = lease,
                Version = next,
                CheckpointUri = uri,
                CheckpointSha256 = checkpoint.Sha256,
                HasOptimizerState = withOptimizerState,
                Metrics = result.Metrics,
                Roots = [.. lineages.Select(lineage => lineage.RootId)],
                Rows = LineageMapping.ToStored(result.Rows, lineages.Select(lineage => lineage.Stored), run.RunId, next),
            },
            CancellationToken.None);
        if (outcome != StepCommitOutcome.Committed)
        {
            return outcome;
        }

        faults.Reached("learner.committed");
        telemetry.Stepped(next, [.. lineages.Select(lineage => lineage.Stored.Root)], result.Metrics, trained);
        Report(next, lineages.Count, result, trained);
        await sender.SendAsync(
            new PolicyUpdated { RunId = run.RunId, PolicyVersion = next, CheckpointUri = uri, CheckpointSha256 = checkpoint.Sha256 }, cancellationToken);
        return outcome;
    }

    private static async Task<CheckpointInfo> SaveAsync(TrainerThread trainer, int version, string folder, bool withOptimizerState, CancellationToken cancellationToken)
    {
        try
        {
            return await trainer.WithTrainerAsync(it => it.Save(folder, withOptimizerState), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GuideException(
                $"The checkpoint of version {version} cannot be written to {folder}: {exception.Message.TrimEnd('.')}. Nothing of the step is stored: make room, or the folder writable, and start again.",
                exception);
        }
    }

    /// <summary>Log-probs of the same tokens under the same weights must agree: else what sampled was not this policy, and every importance ratio is wrong.</summary>
    internal static void RefuseForeignSampler(IEnumerable<SamplerGap> gaps, double maxGap)
    {
        // Not ≤ instead of >: a gap that is no number is no agreement.
        if (gaps.FirstOrDefault(gap => !(gap.PerToken <= maxGap)) is { } refused)
        {
            var (rollouts, question) = refused.Guided
                ? ("guided rollouts", "Do all endpoints serve this checkpoint, with the hint in the prompt, and log-probs at the sampling temperature?")
                : ("rollouts", "Do all endpoints serve this checkpoint, and log-probs at the sampling temperature?");
            throw new GuideException(FormattableString.Invariant(
                $"The {rollouts} of policy version {refused.Version} were not sampled from it: their log-probs differ from the trainer's by {refused.PerToken:G3} nats a token, sampling.max_log_prob_gap is {maxGap:G3}. {question}"));
        }
    }

    private void Report(int version, int lineages, StepResult result, TimeSpan trained)
    {
        Log.Stepped(logger, version, lineages, result.UpdatesApplied, trained.TotalSeconds);
        foreach (var gap in result.SamplerGaps)
        {
            Log.LogProbGap(logger, gap.Version, gap.Guided ? "guided" : "unguided", gap.PerToken, gap.Tokens);
        }

        if (result.UncheckedSteps == UncheckedStepsToWarn)
        {
            Log.SamplerUnchecked(logger, UncheckedStepsToWarn);
        }
    }
}
