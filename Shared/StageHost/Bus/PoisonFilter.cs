using MassTransit;

namespace Guide.StageHost.Bus;

/// <summary>
/// Stands before the move to the error queue: first the group is discarded, then the message is moved. Should the process die between
/// the two, the message is delivered again and its handler finds the group ended.
/// </summary>
internal sealed class PoisonFilter(Func<GroupDiscarder> discarder, string queue) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        // Cancelled by the process or by its connection, whatever the exception is called: the message goes back.
        context.CancellationToken.ThrowIfCancellationRequested();
        await discarder().DiscardAsync(queue, context.GetBody(), context.Exception, context.CancellationToken);
        await next.Send(context);

        // Of a message that could not even be deserialized nobody has said yet that it failed, and it would count as skipped, too.
        if (!context.IsFaulted)
        {
            await context.NotifyFaulted(context.Exception);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("poison");
}
