using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.OwnVerifiers;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.VerifierConsumer;

/// <summary>Judges the rollouts of one group side by side. A rollout without a reward is tried again, a bounded number of times, and then stays unjudged: a broken judge is not a wrong answer.</summary>
internal sealed class GroupVerifier(
    ActiveRun run, GroupReads reads, IRolloutJudge judge, JudgeOutage outage, IOptions<VerifierOptions> options, VerifierTelemetry telemetry, TimeProvider time, ILogger<GroupVerifier> logger)
{
    /// <summary>Judges a sampled group. Holds no transaction.</summary>
    public async Task<JudgedGroup> VerifyAsync(GroupRow group, CancellationToken cancellationToken)
    {
        var prompt = await reads.PromptAsync(group.RunId, group.PromptId, cancellationToken);
        // A replay judges another group's rollouts, and keeps the verdicts as its own.
        var of = group.Purpose == Purpose.Replay ? GroupSettings.Of(group.SamplingSettings).ReplayOf ?? group.GroupId : group.GroupId;
        var rollouts = await reads.RolloutsAsync(group.RunId, of, cancellationToken);
        var bySlot = new VerdictRow[rollouts.Count][];
        await Parallel.ForEachAsync(
            rollouts,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.RolloutsPerGroup, CancellationToken = cancellationToken },
            async (rollout, token) => bySlot[rollout.Slot] = await JudgeSlotAsync(group, prompt, rollout, token));
        var effective = EffectiveVerdicts.Of(bySlot.SelectMany(attempts => attempts), judge.SetVersion);
        return new JudgedGroup(
            judge.SetVersion,
            effective.Count,
            effective.Values.Count(verdict => verdict.Outcome == VerdictOutcome.Correct),
            [.. bySlot.SelectMany(attempts => attempts)]);
    }

    private async Task<VerdictRow[]> JudgeSlotAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken)
    {
        var version = judge.VersionFor(prompt).Split('/', 2);
        var attempts = new List<VerdictRow>();
        while (true)
        {
            var started = time.GetTimestamp();
            var verdict = await JudgeThroughOutagesAsync(group, prompt, rollout, cancellationToken);
            var elapsed = time.GetElapsedTime(started).TotalMilliseconds;
            telemetry.Judged(verdict.Outcome, elapsed);
            attempts.Add(new VerdictRow
            {
                RunId = group.RunId,
                GroupId = group.GroupId,
                Slot = rollout.Slot,
                Verifier = version[0],
                VerifierVersion = version[^1],
                Attempt = attempts.Count + 1,
                Outcome = verdict.Outcome,
                Reward = verdict.Outcome.IsJudged() ? verdict.Reward : null,
                Detail = GuideDatabase.Storable(verdict.Detail),
                ElapsedMilliseconds = elapsed,
                JudgedAt = time.GetUtcNow(),
            });
            if (verdict.Outcome.IsJudged() || attempts.Count >= run.Recipe.Verification.MaxAttempts)
            {
                return [.. attempts];
            }

            await Task.Delay(options.Value.RetryDelay, time, cancellationToken);
        }
    }

    /// <summary>One attempt: an outage uses none up.</summary>
    private async Task<Verdict> JudgeThroughOutagesAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var verdict = await JudgeOnceAsync(group, prompt, rollout, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                if (!prompt.Domain.CanBeAway())
                {
                    return verdict; // Judged in this process: it cannot be away.
                }

                if (verdict.Outcome != VerdictOutcome.Timeout)
                {
                    outage.Answered();
                    return verdict;
                }

                // The candidate's own time has its limits inside the judge: it is the judge that is silent.
                throw new JudgeUnavailableException(verdict.Detail);
            }
            catch (JudgeUnavailableException exception)
            {
                if (!await outage.WaitAsync(exception, attempt, started, cancellationToken))
                {
                    return Verdict.Unavailable(prompt.Domain, exception.Message);
                }
            }
        }
    }

    private async Task<Verdict> JudgeOnceAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken)
    {
        // A program's tests may take longer than any other answer, and a judge of the user's own has its own limits: nobody gives up before they have.
        var budget = prompt.Domain == Domain.Code ? CodeTests.BudgetOf(prompt.Tests) : OwnVerifierSet.BudgetOf(prompt.Domain, run.Recipe.Verification);
        var patience = budget > options.Value.JudgeTimeout ? budget : options.Value.JudgeTimeout;
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // WaitAsync: a verifier that ignores its token must not hold the group.
            return await judge.JudgeAsync(group, prompt, rollout, either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Verdict(VerdictOutcome.Timeout, null, $"not judged within {patience}");
        }
        catch (Exception exception) when (exception is not JudgeUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            // The verifier boundary: whatever a verifier throws is the verifier's failure, never a wrong answer.
            Log.VerifierFailed(logger, group.GroupId, rollout.Slot, exception);
            return Verdict.Error($"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
