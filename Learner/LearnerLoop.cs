using Guide.Contracts;
using Guide.Learner.Steps;
using Guide.Learner.Training;
using Guide.StageHost;
using Guide.StageHost.Outages;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.Learner;

/// <summary>
/// Takes steps while there is something to take, one active Learner a run. When in doubt about a commit it re-reads policy_versions and
/// loads what is committed, weights and optimizer state; nothing in memory is trusted over the database.
/// </summary>
internal sealed class LearnerLoop(
    ActiveRun run,
    RunStore runs,
    RunEnd end,
    ActiveStandby standby,
    Outage outage,
    StepAssembler assembler,
    PolicyUpdateStep step,
    CheckpointRetention retention,
    GoodVersions versions,
    ITrainerSource source,
    LearnerSignal signal,
    IOptions<LearnerOptions> options,
    TimeProvider time,
    ILogger<LearnerLoop> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        standby.RunAsync(Leases.Learner, options.Value.LeaseDuration, LearnAsync, stoppingToken);

    private async Task LearnAsync(LeaseHold lease, CancellationToken cancellationToken)
    {
        await using var trainer = new TrainerThread();
        var version = -1;
        var missing = 1;
        while (true)
        {
            try
            {
                if (version < 0)
                {
                    version = await LoadAsync(trainer, cancellationToken);
                }

                if (version >= run.Recipe.Step.Steps)
                {
                    await end.TryEndAsync(run.RunId, run.Recipe, cancellationToken);
                    return;
                }

                var assembly = await assembler.AssembleAsync(lease, version, cancellationToken);
                if (assembly.Step is { } lineages)
                {
                    // Until the commit is known to be good, the trainer's state is in doubt.
                    var from = version;
                    version = -1;
                    switch (await step.TakeAsync(trainer, lineages, from, lease, cancellationToken))
                    {
                        case StepCommitOutcome.Committed:
                            version = from + 1;
                            assembler.Forget(lineages);
                            // The run's last step ends the run, and with it this process: what it no longer needs goes first.
                            await retention.TrimAsync(version, CancellationToken.None);
                            break;
                        case StepCommitOutcome.LeaseLost:
                            throw new LeaseLostException();
                        case var refused:
                            Log.StepRefused(logger, from + 1, refused);
                            break;
                    }

                    continue;
                }

                missing = assembly.Missing;
                if (assembly.Over && await end.TryEndAsync(run.RunId, run.Recipe, cancellationToken) != RunState.Running)
                {
                    return;
                }
            }
            catch (Exception exception) when (InfrastructureErrors.Is(exception))
            {
                // Perhaps in the middle of a commit: what the database holds is read again.
                await outage.WaitAsync(exception, cancellationToken);
            }

            await signal.WaitAsync(missing, options.Value.PollEvery, time, cancellationToken);
        }
    }

    private async Task<int> LoadAsync(TrainerThread trainer, CancellationToken cancellationToken)
    {
        var newest = await runs.NewestVersionAsync(run.RunId, cancellationToken) ?? throw new GuideException($"The run '{run.RunId}' has no version 0.");
        try
        {
            var version = await trainer.LoadAsync(() => source.Load(newest), cancellationToken);
            Log.Loaded(logger, version);
            return version;
        }
        catch (GuideException broken)
        {
            throw await versions.OfferAsync(newest, broken, cancellationToken);
        }
    }
}
