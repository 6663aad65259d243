using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost.Bus;
using Guide.Storage;

namespace Guide.StageHost.Runs;

/// <summary>A message that goes to an error queue takes its group with it, so that no run waits for it.</summary>
internal sealed class PoisonedGroups(GroupTransitions transitions, DiscardNotice notice) : IPoisonedGroups
{
    public async Task DiscardAsync(string runId, Guid groupId, string reason, CancellationToken cancellationToken) =>
        await notice.SendAsync(
            runId,
            await transitions.DiscardAsync(runId, groupId, DiscardReason.Poison, reason, holder: null, cancellationToken),
            DiscardReason.Poison,
            cancellationToken);
}
