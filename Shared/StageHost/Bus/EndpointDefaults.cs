using System.Text.Json;
using System.Text.Json.Serialization;

using Guide.StageHost.Outages;

using MassTransit;
using MassTransit.Middleware;

using Microsoft.Extensions.DependencyInjection;

namespace Guide.StageHost.Bus;

/// <summary>What all endpoints share on both transports.</summary>
internal static class EndpointDefaults
{
    /// <summary>
    /// A stage's endpoint: fed by its own exchange only; what it cannot handle, messages of unknown types included, discards its group
    /// and moves to the stage's error queue.
    /// </summary>
    public static void ConfigureStage(IBusRegistrationContext context, IReceiveEndpointConfigurator endpoint, string queue)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;

        // Resolved when needed, not now: discarding sends messages, and the bus that sends them is only being built.
        GroupDiscarder Discarder() => context.GetRequiredService<GroupDiscarder>();
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new PoisonFilter(Discarder, queue));
            pipe.UseFilter(new ErrorTransportFilter());
        });
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new SkippedFilter(Discarder, queue)));
    }

    /// <summary>What a delivery to a stage meets is told apart by <see cref="DeliveryRetry"/>.</summary>
    public static void UseDeliveryRetry(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.UseMessageRetry(retry => retry.SetRetryPolicy(_ => new DeliveryRetry(context.GetRequiredService<Outage>, context.GetRequiredService<TimeProvider>())));

    /// <summary>A listener's endpoint: what fails there is dropped.</summary>
    public static void ConfigureListener(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.DiscardFaultedMessages();
        endpoint.DiscardSkippedMessages();
    }

    /// <summary>Enums travel as words, so that a reader of a queue and a newer version understand them.</summary>
    public static JsonSerializerOptions ConfigureJson(JsonSerializerOptions options) =>
        new(options) { WriteIndented = false, Converters = { new JsonStringEnumConverter() } };
}
