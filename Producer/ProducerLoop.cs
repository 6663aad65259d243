using Guide.Contracts;
using Guide.StageHost.Bus;
using Guide.StageHost.Outages;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.Producer;

/// <summary>
/// Admits prompts while there is room, lets evaluations and replays out a few groups at a time, sends what nobody brought on, ends the run when
/// nothing is left. All of it is decided in the
/// database; what this loop forgets when it dies, the next one finds there.
/// </summary>
internal sealed class ProducerLoop(
    ActiveRun run,
    Admission admission,
    Reconciliation reconciliation,
    RunEnd end,
    BackgroundDispatch background,
    ActiveStandby standby,
    Outage outage,
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
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        standby.RunAsync(Leases.Producer, options.Value.LeaseDuration, ProduceAsync, stoppingToken);

    // Admission is safe with two: nothing here needs the lease's epoch.
    private async Task ProduceAsync(LeaseHold lease, CancellationToken cancellationToken)
    {
        var order = new PromptOrder(run.Recipe.Seed, run.Row.TrainPrompts, run.Recipe.Data.Shuffle);
        // Embedded, no message outlives the process: what waits is sent again at once.
        var atStart = run.IsEmbedded;
        var looked = time.GetTimestamp();
        var wait = options.Value.PollEvery;
        while (true)
        {
            try
            {
                if (atStart)
                {
                    await SendAsync("resend", await reconciliation.EverythingAsync(run.RunId, cancellationToken), cancellationToken);
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
                    await SendAsync("admit", result.Admitted, cancellationToken);
                    continue;
                }

                var measured = await background.NextAsync(run.RunId, run.Recipe, options.Value.Background, cancellationToken);
                if (measured.Send.Count > 0)
                {
                    faults.Reached("producer.measured");
                    await SendAsync("measure", measured.Send, cancellationToken);
                }

                wait = measured.IsOpen ? options.Value.BackgroundPollEvery : options.Value.PollEvery;
                if (await end.TryEndAsync(run.RunId, run.Recipe, cancellationToken) == RunState.Ended)
                {
                    return;
                }
            }
            catch (Exception exception) when (InfrastructureErrors.Is(exception))
            {
                await outage.WaitAsync(exception, cancellationToken);
            }

            await signal.WaitAsync(wait, time, cancellationToken);
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
        await SendAsync("resend", found.Resend, cancellationToken);
        foreach (var lost in found.Lost)
        {
            await notice.SendAsync(run.RunId, lost, DiscardReason.Lost, cancellationToken);
        }
    }

    /// <summary>Sends the message of each group's state; not one after the other, since each waits for its confirmation.</summary>
    private Task SendAsync(string verb, IReadOnlyList<GroupRow> groups, CancellationToken cancellationToken) =>
        Task.WhenAll(groups.Select(async group =>
        {
            using var activity = telemetry.Start(verb, group);
            await SendAsync(group, cancellationToken);
        }));

    private Task SendAsync(GroupRow group, CancellationToken cancellationToken) => group.State switch
    {
        GroupState.Admitted => sender.SendAsync(group.ToSampleGroup(), cancellationToken),
        GroupState.Sampled => sender.SendAsync(group.ToGroupSampled(), cancellationToken),
        GroupState.Verified => sender.SendAsync(group.ToGroupVerified(), cancellationToken),
        _ => throw new InvalidOperationException($"Nobody waits for a message about group {group.GroupId} in state {group.State}."),
    };
}
