namespace Guide.StageHost.Bus;

/// <summary>What the bus does to a group whose message it gives up: nothing may wait for it.</summary>
public interface IPoisonedGroups
{
    /// <summary>
    /// Discards the group's lineage as <see cref="Contracts.DiscardReason.Poison"/>, unless it has already ended. Idempotent. Called before
    /// the message is moved to the error queue and repeated until it succeeds.
    /// </summary>
    /// <param name="runId">The run, as the message says.</param>
    /// <param name="groupId">The group, as the message says; may be unknown to the database.</param>
    /// <param name="reason">One line for the operator: the stage and the exception.</param>
    /// <param name="cancellationToken">The process is stopping: the message will be delivered again.</param>
    Task DiscardAsync(string runId, Guid groupId, string reason, CancellationToken cancellationToken);
}
