using Guide.Contracts.Messages;

namespace Guide.StageHost.Bus;

/// <summary>
/// Sends each message to the queue of the stage that handles it, in the message's own run. A send has returned only when the broker
/// has confirmed it, and a message that no queue would receive is an error. While the broker is away a send is repeated with the same
/// message id (see <see cref="BusOptions.SendTimeout"/>); it may arrive twice. Sends may run concurrently: do not await each in turn.
/// </summary>
public interface IStageSender
{
    /// <summary>To the RolloutConsumers.</summary>
    Task SendAsync(SampleGroup message, CancellationToken cancellationToken);

    /// <summary>To the VerifierConsumers.</summary>
    Task SendAsync(GroupSampled message, CancellationToken cancellationToken);

    /// <summary>To the HintConsumers.</summary>
    Task SendAsync(GroupVerified message, CancellationToken cancellationToken);

    /// <summary>To the Learner.</summary>
    Task SendAsync(GroupCompleted message, CancellationToken cancellationToken);

    /// <summary>To the Producer.</summary>
    Task SendAsync(GroupDiscarded message, CancellationToken cancellationToken);

    /// <summary>To every process that listens now; nobody listening is no error, since the database has the truth.</summary>
    Task SendAsync(PolicyUpdated message, CancellationToken cancellationToken);
}
