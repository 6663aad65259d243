using MassTransit;

namespace Guide.StageHost.Bus;

/// <summary>One consumer that a stage brings; collected first, composed into one bus by <see cref="BusRegistration.AddGuideBus"/>.</summary>
/// <param name="Stage">The stage whose queue it reads, or null for a listener with a temporary endpoint of its own.</param>
/// <param name="ConsumerType">The consumer.</param>
/// <param name="Add">Adds it to the bus registration.</param>
/// <param name="Configure">Connects it to its endpoint.</param>
internal sealed record StageConsumerRegistration(
    Stage? Stage,
    Type ConsumerType,
    Action<IBusRegistrationConfigurator> Add,
    Action<IBusRegistrationContext, IReceiveEndpointConfigurator> Configure);
