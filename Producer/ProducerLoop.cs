using Guide.Contracts;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.Producer;

/// <summary>
/// Admits prompts while there is room, sends what nobody brought on, ends the run when nothing is left. All of it is decided in the
/// database; what this loop forgets when it dies, the next one finds there.
/// </summary>
internal sealed class ProducerLoop(
    ActiveRun run,
    Admission admission,
    Reconciliation reconciliation,
    RunEnd end,
    Leases leases,
    IStageSender sender,
    DiscardNotice notice,
    ProducerSignal signal,
    IFaultPoints faults,
    IOptions<ProducerOptions> options,
    IOptions<ReconciliationOptions> reconciliationOptions,
    ProducerTelemetry telemetry,
    TimeProvider time,
    ILogger<ProducerLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await using var lease = await LeaseKeeper.AcquireAsync(leases, run, Leases.Producer, options.Value.LeaseDuration, time, logger, stoppingToken);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stoppingToken);
                try
                {
                    await ProduceAsync(either.Token);
                    return;
                }
                catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
                {
                    // Another is active now: stand by. Admission itself is safe with two.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task ProduceAsync(CancellationToken cancellationToken)
    {
        var order = new PromptOrder(run.Recipe.Seed, run.Row.TrainPrompts, run.Recipe.Data.Shuffle);
        // Embedded, no message outlives the process: what waits is sent again at once.
        var atStart = run.IsEmbedded;
        var looked = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (atStart)
                {
                    await SendAsync(await reconciliation.EverythingAsync(run.RunId, cancellationToken), cancellationToken);
                    atStart = false;
                }
                else if (time.GetElapsedTime(looked) >= reconciliationOptions.Value.Every)
                {
                    looked = time.GetTimestamp();
                    await ReconcileAsync(cancellationToken);
                }

                var result = await admission.AdmitAsync(run.RunId, run.Recipe, order, cancellationToken);
                telemetry.Admitted(result);
                if (result.Admitted.Count > 0)
                {
                    faults.Reached("producer.admitted");
                    Log.Admitted(logger, result.Admitted.Count, result.OpenRoots);
                    await SendAsync(result.Admitted, cancellationToken);
                    continue;
                }

                if (await end.TryEndAsync(run.RunId, run.Recipe, cancellationToken))
                {
                    return;
                }
            }
            catch (Exception exception) when (DatabaseErrors.IsTransient(exception))
            {
                Log.DatabaseAway(logger, exception.Message);
            }

            await signal.WaitAsync(options.Value.PollEvery, time, cancellationToken);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var found = await reconciliation.OverdueAsync(run.RunId, reconciliationOptions.Value, cancellationToken);
        if (found.Resend.Count + found.Lost.Count == 0)
        {
            return;
        }

        Log.Reconciled(logger, found.Resend.Count, found.Lost.Count);
        telemetry.Reconciled(found);
        await SendAsync(found.Resend, cancellationToken);
        foreach (var lost in found.Lost)
        {
            await notice.SendAsync(run.RunId, lost, DiscardReason.Lost, cancellationToken);
        }
    }

    /// <summary>Sends the message of each group's state; not one after the other, since each waits for its confirmation.</summary>
    private Task SendAsync(IReadOnlyList<GroupRow> groups, CancellationToken cancellationToken) =>
        Task.WhenAll(groups.Select(group => group.State switch
        {
            GroupState.Admitted => sender.SendAsync(group.ToSampleGroup(), cancellationToken),
            GroupState.Sampled => sender.SendAsync(group.ToGroupSampled(), cancellationToken),
            GroupState.Verified => sender.SendAsync(group.ToGroupVerified(), cancellationToken),
            _ => throw new InvalidOperationException($"Nobody waits for a message about group {group.GroupId} in state {group.State}."),
        }));
}
