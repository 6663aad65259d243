using MassTransit;
using MassTransit.Middleware.Rescue;
using MassTransit.Transports;

namespace Guide.StageHost.Bus;

/// <summary>
/// A message that no consumer of the endpoint knows (a newer version of a message, another program's) is poison as well: by default the
/// transport would put it aside in a queue of its own, and its group would wait.
/// </summary>
internal sealed class SkippedFilter(Func<GroupDiscarder> discarder, string queue) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var cause = new MessageNotConsumedException(context.InputAddress, "No consumer of this stage knows the message's type.");
        await discarder().DiscardAsync(queue, context.GetBody(), cause, context.CancellationToken);
        if (!context.TryGetPayload<IErrorTransport>(out var errors))
        {
            throw new InvalidOperationException($"The endpoint {queue} has no error transport.");
        }

        await errors.Send(new RescueExceptionReceiveContext(context, cause));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("skipped");
}
