using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.Learner;

/// <summary>Acknowledged at once: the message only says that looking may pay. What is taken, and in which order, the database says.</summary>
internal sealed class GroupCompletedConsumer(LearnerSignal signal) : IConsumer<GroupCompleted>
{
    public Task Consume(ConsumeContext<GroupCompleted> context)
    {
        signal.Hear();
        return Task.CompletedTask;
    }
}
