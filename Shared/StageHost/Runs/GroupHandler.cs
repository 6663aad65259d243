using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Logging;

namespace Guide.StageHost.Runs;

/// <summary>
/// How every stage treats a message about a group (docs/architecture.md, "Handlers"): further on than this stage ⇒ acknowledge; exactly the state this stage
/// leaves ⇒ publish the stored outcome again; else claim, do the slow work with no transaction open, commit once, publish, acknowledge.
/// </summary>
public sealed class GroupHandler(GroupClaims claims, GroupTransitions transitions, ILogger<GroupHandler> logger)
{
    /// <summary>Handles one delivery.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="worksOn">The state that this stage works on.</param>
    /// <param name="redelivered">True: whoever had the message before lost its connection; its claim is taken over.</param>
    /// <param name="work">The slow work, the commit and the publishing; false when the commit found that claim or state were no longer its own.</param>
    /// <param name="publishAgain">Publishes what is stored if the group is exactly in the state that this stage leaves, else nothing.</param>
    /// <param name="cancellationToken">The process is stopping: the message will be delivered again.</param>
    public async Task HandleAsync(
        string runId,
        Guid groupId,
        GroupState worksOn,
        bool redelivered,
        Func<ClaimAttempt, CancellationToken, Task<bool>> work,
        Func<GroupRow, CancellationToken, Task> publishAgain,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(publishAgain);
        var claim = await claims.ClaimAsync(runId, groupId, worksOn, redelivered, cancellationToken);
        switch (claim.Outcome)
        {
            case ClaimOutcome.Unknown:
                Log.UnknownGroup(logger, runId, groupId);
                return;
            case ClaimOutcome.HeldByAnother:
                // Its holder brings it on; if it dies, its own message comes again, or reconciliation sends another.
                Log.HeldByAnother(logger, groupId, worksOn);
                return;
            case ClaimOutcome.InOtherState:
                await publishAgain(claim.Group!, cancellationToken);
                return;
        }

        var settled = false;
        try
        {
            if (!await work(claim, cancellationToken) && await transitions.FindAsync(runId, groupId, cancellationToken) is { } stored)
            {
                Log.CommitLost(logger, groupId, stored.State);
                await publishAgain(stored, cancellationToken);
            }

            settled = true;
        }
        finally
        {
            await claims.ForgetAsync(claim, abandoned: !settled, CancellationToken.None);
        }
    }
}
