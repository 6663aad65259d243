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
    GroupHandler handler, RolloutTally rollouts, Hints hints, HintWaits waits, GroupReads reads, GroupTransitions transitions, IStageSender sender, ActiveRun run, HintTelemetry telemetry, IFaultPoints faults)
    : IConsumer<GroupVerified>
{
    public async Task Consume(ConsumeContext<GroupVerified> context)
    {
        var (message, redelivered) = (context.Message, context.ReceiveContext.Redelivered);
        if (!await CompleteAtOnceAsync(message.RunId, message.GroupId, redelivered, context.CancellationToken))
        {
            await handler.HandleAsync(
                message.RunId, message.GroupId, GroupState.Verified, redelivered, RouteAsync, PublishAgainAsync, context.CancellationToken);
        }
    }

    /// <summary>Most roots need nothing looked up: their decision is one statement, without a claim before it. False: the group is another's, or needs more.</summary>
    private async Task<bool> CompleteAtOnceAsync(string runId, Guid groupId, bool redelivered, CancellationToken cancellationToken)
    {
        if (await reads.GroupAsync(runId, groupId, cancellationToken) is not { State: GroupState.Verified, ParentId: null } root || HintRouter.AtOnce(root, run.Recipe) is not { } decision)
        {
            return false;
        }

        using var activity = telemetry.Start("route", root);
        faults.Reached("hint.claimed");
        if (!(await transitions.CompleteAtOnceAsync(root, decision, redelivered, cancellationToken)).Committed)
        {
            return false;
        }

        faults.Reached("hint.committed");
        telemetry.Routed(decision);
        if (root.Purpose == Purpose.Train)
        {
            await sender.SendAsync(new GroupCompleted { RunId = runId, GroupId = groupId }, cancellationToken);
        }

        return true;
    }

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
