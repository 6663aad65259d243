using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.StageHost.Bus;

/// <summary>
/// Ends messages that were delivered too often (their consumers died over them): the group is discarded, the message goes to the error
/// queue of the stage it was meant for. Runs in every stage's process, since the stage in question may be down.
/// </summary>
internal sealed class DeadLetterConsumer(GroupDiscarder discarder)
    : IConsumer<SampleGroup>, IConsumer<GroupSampled>, IConsumer<GroupVerified>, IConsumer<GroupCompleted>, IConsumer<GroupDiscarded>
{
    public Task Consume(ConsumeContext<SampleGroup> context) => EndAsync(context, context.Message.RunId, Stage.Rollout);

    public Task Consume(ConsumeContext<GroupSampled> context) => EndAsync(context, context.Message.RunId, Stage.Verifier);

    public Task Consume(ConsumeContext<GroupVerified> context) => EndAsync(context, context.Message.RunId, Stage.Hint);

    public Task Consume(ConsumeContext<GroupCompleted> context) => EndAsync(context, context.Message.RunId, Stage.Learner);

    public Task Consume(ConsumeContext<GroupDiscarded> context) => EndAsync(context, context.Message.RunId, Stage.Producer);

    private async Task EndAsync<T>(ConsumeContext<T> context, string runId, Stage stage)
        where T : class
    {
        var cause = new InvalidOperationException("Delivered too often: its consumers died over it.");
        await discarder.DiscardAsync(
            BusNames.Queue(runId, stage), context.ReceiveContext.Body.GetBytes(), cause, context.CancellationToken);
        await context.Forward(new Uri($"exchange:{BusNames.ErrorQueue(runId, stage)}"), context.Message);
    }
}
