using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;

using MassTransit;

namespace Guide.VerifierConsumer;

/// <summary>GroupSampled → verdicts stored → GroupVerified.</summary>
internal sealed class GroupSampledConsumer(
    GroupHandler handler, GroupVerifier verifier, GroupTransitions transitions, IStageSender sender, VerifierTelemetry telemetry, IFaultPoints faults) : IConsumer<GroupSampled>
{
    public Task Consume(ConsumeContext<GroupSampled> context) => handler.HandleAsync(
        context.Message.RunId,
        context.Message.GroupId,
        GroupState.Sampled,
        context.ReceiveContext.Redelivered,
        VerifyAsync,
        (stored, token) => stored.State == GroupState.Verified ? sender.SendAsync(stored.ToGroupVerified(), token) : Task.CompletedTask,
        context.CancellationToken);

    private async Task<bool> VerifyAsync(ClaimAttempt claim, CancellationToken cancellationToken)
    {
        var group = claim.Group!;
        using var activity = telemetry.Start("verify", group);
        faults.Reached("verifier.claimed");
        var judged = await verifier.VerifyAsync(group, cancellationToken);
        faults.Reached("verifier.judged");
        if (await transitions.VerifyAsync(claim, judged.SetVersion, judged.Judged, judged.Correct, judged.Verdicts, cancellationToken) is not { } verified)
        {
            return false;
        }

        faults.Reached("verifier.committed");
        await sender.SendAsync(verified.ToGroupVerified(), cancellationToken);
        return true;
    }
}
