using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost.Bus;
using Guide.Storage;

namespace Guide.StageHost.Runs;

/// <summary>Tells the stages that can go on after a discard: the Producer has room, or the Learner a lineage without its child.</summary>
public sealed class DiscardNotice(IStageSender sender)
{
    /// <summary>Sends what a committed discard calls for; nothing when it changed nothing. Losing the message costs a poll interval, no more.</summary>
    public async Task SendAsync(string runId, DiscardResult result, DiscardReason reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.DiscardedRoot is { } discarded)
        {
            await sender.SendAsync(new GroupDiscarded { RunId = runId, GroupId = discarded, Reason = reason }, cancellationToken);
        }

        if (result.CompletedRoot is { } completed)
        {
            await sender.SendAsync(new GroupCompleted { RunId = runId, GroupId = completed }, cancellationToken);
        }
    }
}
