using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.HintConsumer.Making;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using MassTransit;

namespace Guide.HintConsumer;

/// <summary>GroupVerified → a guided child and SampleGroup, or the lineage final and GroupCompleted.</summary>
internal sealed class GroupVerifiedConsumer(
    GroupHandler handler, RolloutTally rollouts, Hints hints, HintWaits waits, GroupTransitions transitions, IStageSender sender, ActiveRun run, HintTelemetry telemetry, IFaultPoints faults)
    : IConsumer<GroupVerified>
{
    public Task Consume(ConsumeContext<GroupVerified> context) => handler.HandleAsync(
        context.Message.RunId,
        context.Message.GroupId,
        GroupState.Verified,
        context.ReceiveContext.Redelivered,
        RouteAsync,
        PublishAgainAsync,
        context.CancellationToken);

    private async Task<bool> RouteAsync(ClaimAttempt claim, CancellationToken cancellationToken)
    {
        var group = claim.Group!;
        using var activity = telemetry.Start("route", group);
        faults.Reached("hint.claimed");
        var route = await HintRouter.RouteAsync(
            group, run.Recipe, () => rollouts.OfAsync(group, cancellationToken), () => hints.FindAsync(group, cancellationToken));
        if (route.Wanted is { } wanted)
        {
            // The claim goes along: the message is done, the consumer is free, and the group's message comes again when its hint is there.
            waits.Add(claim, wanted);
            telemetry.Waits();
            return true;
        }

        var routed = route.Hint is { } hint
            ? await transitions.GuideAsync(claim, hint, cancellationToken)
            : await transitions.CompleteAsync(claim, route.Decision, cancellationToken);
        if (!routed.Committed)
        {
            return false;
        }

        faults.Reached("hint.committed");
        telemetry.Routed(route.Decision);
        if (routed.Child is { } child)
        {
            await sender.SendAsync(child.ToSampleGroup(), cancellationToken);
        }
        else if (group.Purpose == Purpose.Train)
        {
            await sender.SendAsync(new GroupCompleted { RunId = group.RunId, GroupId = routed.CompletedRoot!.Value }, cancellationToken);
        }

        return true;
    }

    private async Task PublishAgainAsync(GroupRow stored, CancellationToken cancellationToken)
    {
        switch (stored.State)
        {
            case GroupState.AwaitingChild when await transitions.ChildAsync(stored.RunId, stored.GroupId, cancellationToken) is { State: GroupState.Admitted } child:
                await sender.SendAsync(child.ToSampleGroup(), cancellationToken);
                return;
            case GroupState.Completed when stored.Purpose == Purpose.Train:
                await sender.SendAsync(new GroupCompleted { RunId = stored.RunId, GroupId = stored.ParentId ?? stored.GroupId }, cancellationToken);
                return;
        }
    }
}
