using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;

using MassTransit;

namespace Guide.RolloutConsumer;

/// <summary>SampleGroup → rollouts stored → GroupSampled; or the group discarded with its reason.</summary>
internal sealed class SampleGroupConsumer(
    GroupHandler handler, GroupSampler sampler, GroupTransitions transitions, IStageSender sender, DiscardNotice notice, RolloutTelemetry telemetry, IFaultPoints faults) : IConsumer<SampleGroup>
{
    public Task Consume(ConsumeContext<SampleGroup> context) => handler.HandleAsync(
        context.Message.RunId,
        context.Message.GroupId,
        GroupState.Admitted,
        context.ReceiveContext.Redelivered,
        SampleAsync,
        (stored, token) => stored.State == GroupState.Sampled ? sender.SendAsync(stored.ToGroupSampled(), token) : Task.CompletedTask,
        context.CancellationToken);

    private async Task<bool> SampleAsync(ClaimAttempt claim, CancellationToken cancellationToken)
    {
        var group = claim.Group!;
        using var activity = telemetry.Start("sample", group);
        faults.Reached("rollout.claimed");
        switch (await sampler.SampleAsync(group, cancellationToken))
        {
            case SamplingOutcome.Unusable unusable:
                var discarded = await transitions.DiscardAsync(group.RunId, group.GroupId, unusable.Reason, unusable.Detail, claim.Holder, cancellationToken);
                faults.Reached("rollout.discarded");
                await notice.SendAsync(group.RunId, discarded, unusable.Reason, cancellationToken);
                return discarded.Changed;

            case SamplingOutcome.Sampled sampled:
                faults.Reached("rollout.sampled");
                if (await transitions.SampleAsync(
                    claim, sampled.PolicyVersion, sampled.SamplingContext, sampled.TrainingContext, sampled.Rollouts, cancellationToken) is not { } stored)
                {
                    return false;
                }

                faults.Reached("rollout.committed");
                await sender.SendAsync(stored.ToGroupSampled(), cancellationToken);
                return true;

            default:
                throw new InvalidOperationException("An outcome that nobody handles.");
        }
    }
}
